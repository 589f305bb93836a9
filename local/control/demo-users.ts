/** People to send to before anybody has entered one; in several languages and time zones. */
const demoUsers = {
  'demo-ada': {
    username: 'ada',
    locale: 'en-GB',
    timeZone: 'Europe/London',
    phoneNumber: '+15550100101',
  },
  'demo-blaise': {
    username: 'blaise',
    locale: 'fr-FR',
    timeZone: 'Europe/Paris',
    phoneNumber: '+15550100102',
  },
  'demo-grace': {
    username: 'grace',
    locale: 'en-US',
    timeZone: 'America/New_York',
    phoneNumber: '+15550100103',
  },
} as const;

/** What the demo users carry. */
const demoDevices = {
  'demo-ada': {
    'demo-phone': { platform: 'FCM', token: 'demo-token-of-adas-phone' },
    'demo-tablet': { platform: 'APNS', token: 'demo-token-of-adas-tablet' },
  },
} as const;

/** Calls the API as the local caller does. */
type CallApi = (
  method: string,
  path: string,
  body?: unknown,
) => Promise<{ readonly status: number; readonly body: string | Uint8Array }>;

/** Enters the demo users and devices that are not there yet, through the API like any others. */
export const addDemoUsers = async (call: CallApi): Promise<void> => {
  const enter = async (path: string, body: unknown) => {
    if ((await call('GET', path)).status === 200) return;
    const answer = await call('PUT', path, body);
    if (answer.status >= 300) {
      throw new Error(`${path} could not be entered: ${answer.status} ${String(answer.body)}`);
    }
  };
  for (const [userId, fields] of Object.entries(demoUsers)) {
    await enter(`/users/${userId}`, { ...fields, email: `${userId}@example.com` });
  }
  for (const [userId, devices] of Object.entries(demoDevices)) {
    for (const [deviceId, device] of Object.entries(devices)) {
      await enter(`/users/${userId}/devices/${deviceId}`, device);
    }
  }
};

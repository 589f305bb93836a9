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

/** Calls the API as the local caller does. */
type CallApi = (
  method: string,
  path: string,
  body?: unknown,
) => Promise<{ readonly status: number; readonly body: string | Uint8Array }>;

/** Enters the demo users that are not there yet, through the API like any other user. */
export const addDemoUsers = async (call: CallApi): Promise<void> => {
  for (const [userId, fields] of Object.entries(demoUsers)) {
    const path = `/users/${userId}`;
    if ((await call('GET', path)).status === 200) continue;
    const answer = await call('PUT', path, { ...fields, email: `${userId}@example.com` });
    if (answer.status >= 300) {
      throw new Error(`${userId} could not be entered: ${answer.status} ${String(answer.body)}`);
    }
  }
};

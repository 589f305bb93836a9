import { type Aim, calm, onlyBy } from '../aim.ts';
import { isCode } from './is-code.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const withTwoDevices: NonNullable<Aim['person']> = (usual, index) => ({
  ...usual,
  quietTimes: undefined,
  deviceTokens: [0, 1].map((device) => `app-${index}-${device}:APA91bHPRgkF3JUikC4ENAHEeMrd41Z`),
});

const withPhone: NonNullable<Aim['person']> = (usual, index) => ({
  ...usual,
  quietTimes: undefined,
  phoneNumber: `+1415556${String(1_000 + index)}`,
});

/** One channel, and what goes wrong there alone. */
export const channelAims = {
  /** Everybody has two devices, and of the calls to SNS few get through for two days. */
  'two-devices': {
    worldSize: 40,
    person: withTwoDevices,
    wish: (usual) => (isCode(usual) ? undefined : onlyBy('PUSH')(usual)),
    climate: (usual, from) => ({
      ...calm(usual),
      outages: [{ service: 'push', from, until: from + 2 * dayMs, fault: 'refused', share: 0.985 }],
    }),
  },
  /** Everybody has a phone and is told by it alone; every second message of a queue is handed out twice. */
  texts: {
    worldSize: 1_000,
    person: withPhone,
    wish: onlyBy('SMS'),
    climate: (usual) => ({ ...calm(usual), duplicated: 0.5 }),
  },
  /** Everybody is told by mail alone, and much of it links to where they may decline more. */
  mails: {
    worldSize: 1_000,
    person: (usual) => ({ ...usual, quietTimes: undefined }),
    wish: onlyBy('EMAIL'),
    climate: calm,
  },
  /** Everybody is told in the company's own app alone, and what they read there can often not be told. */
  inboxes: {
    worldSize: 500,
    wish: onlyBy('IN_APP'),
    climate: calm,
    fault: ({ service, caller }, random) =>
      service === 'sns' && caller === 'users' && random.chance(0.5) ? 'refused' : 'none',
  },
  /** Everybody is told by two devices alone, most of it in the same seconds; what fails later is told twice, and much is written slowly. */
  pushes: {
    worldSize: 1_000,
    person: withTwoDevices,
    wish: onlyBy('PUSH'),
    climate: (usual) => ({ ...calm(usual), duplicated: 0.5 }),
    fault: ({ operation, caller }, random) => {
      if (operation !== 'UpdateCommand' || !random.chance(0.3)) return 'none';
      return caller === 'feedback' ? random.pick(['killed-before', 'killed-after']) : 'slow';
    },
  },
  /** Of many a mail the first region never says whether it took it. */
  'regions-silent': {
    stage: 'two-regions',
    wish: onlyBy('EMAIL'),
    climate: calm,
    fault: ({ service }, random) => {
      if (service !== 'ses' || !random.chance(0.5)) return 'none';
      return random.pick(['refused', 'lost-answer', 'lost-request'] as const);
    },
  },
  /** Of many a text neither provider says whether it took it. */
  'texters-silent': {
    stage: 'two-texters',
    person: withPhone,
    wish: onlyBy('SMS'),
    climate: calm,
    fault: ({ service }, random) => {
      if (!service.startsWith('sms') || !random.chance(0.5)) return 'none';
      return random.pick(['refused', 'lost-answer', 'lost-request'] as const);
    },
  },
  /** Everybody is told by one channel after the other, few calls get through, and one of two devices is gone. */
  'in-turn': {
    person: (usual, index) => ({
      ...usual,
      deviceTokens: ['gone', 'app'].map(
        (kind, device) => `${kind}-${index}-${device}:APA91bHPRgkF3JUikC4ENAHEeMrd41Z`,
      ),
    }),
    wish: (usual) => ({
      ...usual,
      channels: undefined,
      routing: { mode: 'FIRST_SUCCESS', timeoutSeconds: 600, until: 'SENT' },
      body: {
        ...usual.body,
        channels: undefined,
        routing: { mode: 'FIRST_SUCCESS', timeoutSeconds: 600, until: 'SENT' },
      },
    }),
    climate: (usual, from, until) => ({
      ...calm(usual),
      duplicated: 0.1,
      outages: (['webhook', 'push', 'ses'] as const).map((service) => ({
        service,
        from,
        until,
        fault: 'refused' as const,
        share: 0.7,
      })),
    }),
  },
} satisfies Readonly<Record<string, Aim>>;

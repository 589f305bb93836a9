import { type Aim, calm, onlyBy } from './aim.ts';
import type { Wish } from './traffic.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const sqsRefuses = {
  service: 'sqs',
  operation: 'SendMessageBatchCommand',
  fault: 'refused',
} as const;

const isCode = ({ category }: Wish): boolean => category === 'one-time-codes';

export const aims = {
  /** Somebody listens to the events topic, and every third message comes twice. */
  'events-heard': {
    isHeard: true,
    worldSize: 300,
    climate: (usual) => ({ ...usual, duplicated: 0.3 }),
  },
  /** The same, and the queues behind the topic refuse half of what is put into them. */
  'events-refused': {
    isHeard: true,
    worldSize: 300,
    climate: (usual) => calm(usual),
    fault: ({ service, caller }, random) =>
      service === 'sqs' && /^(event-hooks|analytics)/.test(caller) && random.chance(0.5)
        ? random.pick(['refused', 'partial', 'killed-before'])
        : 'none',
  },
  /** The same, and writes of what listens are lost. */
  'events-unwritten': {
    isHeard: true,
    worldSize: 300,
    climate: (usual) => calm(usual),
    fault: ({ service, caller }, random) =>
      service === 'dynamo' && /^(event-hooks|analytics)/.test(caller) && random.chance(0.04)
        ? random.pick(['refused', 'lost-request', 'killed-before'])
        : 'none',
  },
  /** Everybody has two devices, and of the calls to SNS few get through for two days. */
  'two-devices': {
    worldSize: 40,
    person: (usual, index) => ({
      ...usual,
      quietTimes: undefined,
      deviceTokens: [0, 1].map(
        (device) => `app-${index}-${device}:APA91bHPRgkF3JUikC4ENAHEeMrd41Z`,
      ),
    }),
    wish: (usual) => (isCode(usual) ? undefined : onlyBy('PUSH')(usual)),
    climate: (usual, from) => ({
      ...calm(usual),
      outages: [{ service: 'push', from, until: from + 2 * dayMs, fault: 'refused', share: 0.985 }],
    }),
  },
  /** It is night for everybody, and of what is released in the morning every message comes twice, the writes late. */
  'night-for-all': {
    person: (usual) => ({
      ...usual,
      quietTimes: { timeZone: 'Etc/UTC', offsetMinutes: 0, fromMinute: 0, toMinute: 23 * 60 + 30 },
    }),
    wish: onlyBy('EMAIL'),
    climate: (usual) => ({ ...calm(usual), duplicated: 0.6 }),
    fault: ({ operation, caller }, random) =>
      operation === 'UpdateCommand' && caller.startsWith('requests') && random.chance(0.4)
        ? 'slow'
        : 'none',
  },
  /** The router cannot put anything into the lanes for most of the time. */
  'lanes-refuse': {
    climate: (usual, from, until) => ({
      ...calm(usual),
      outages: [{ ...sqsRefuses, caller: 'requests', from, until: until + 2 * hourMs, share: 0.7 }],
    }),
  },
  /** Nobody can route anything for days, and nobody looks at the DLQs. */
  'router-out': {
    worldSize: 30,
    climate: (usual, from) => ({
      ...calm(usual),
      outages: [
        {
          service: 'dynamo',
          operation: 'BatchGetCommand',
          caller: 'requests',
          from,
          until: from + 4 * dayMs,
          fault: 'refused',
          share: 1,
        },
      ],
      isRedriven: false,
    }),
  },
  /** Many a record lets itself be claimed by nobody, and nobody looks at the DLQs. */
  poisoned: {
    worldSize: 60,
    climate: (usual) => ({ ...calm(usual), poisonedOneIn: 3, isRedriven: false }),
  },
  /** The door hears no answer of the queues it fills, and thinks that they refused. */
  'door-unheard': {
    climate: (usual) => ({ ...calm(usual), responseLost: 0.1 }),
    fault: ({ service, caller }, random) =>
      service === 'sqs' && caller === 'ingress' && random.chance(0.75) ? 'lost-answer' : 'none',
  },
  /** The door dies once it has written, codes are sent again under their key, and providers are out for as long as they hold. */
  'codes-late': {
    worldSize: 600,
    wish: (usual) => (isCode(usual) ? onlyBy('EMAIL')(usual) : undefined),
    climate: (usual) => calm(usual),
    fault: ({ service, operation, caller }, random) => {
      if (service === 'dynamo' && operation === 'PutCommand' && caller === 'ingress')
        return random.chance(0.2) ? 'killed-after' : 'none';
      return service === 'ses' && random.chance(0.97) ? 'refused' : 'none';
    },
  },
  /** Whoever tells of something dies of it, or never hears that it was heard, and tells it again. */
  'told-again': {
    climate: (usual) => calm(usual),
    fault: ({ service }, random) => {
      if (service !== 'sns' || !random.chance(0.3)) return 'none';
      return random.chance(0.5) ? 'killed-after' : 'lost-answer';
    },
  },
  /** Claims take as long as they may, and everything is worth telling for a second. */
  'slow-claims': {
    wish: (usual, now) => {
      const at = onlyBy('EMAIL')(usual);
      if (at === undefined) return undefined;
      const expiresAt = now + 1_500;
      const body = { ...at.body, priority: 'HIGH', expiresAt: new Date(expiresAt).toISOString() };
      return { ...at, expiresAt, body };
    },
    climate: (usual) => calm(usual),
    fault: ({ service, operation, caller }) =>
      service === 'dynamo' && operation === 'UpdateCommand' && caller.startsWith('lane')
        ? 'slow'
        : 'none',
  },
  /** Codes of which a provider takes many without its answer being heard, or whose sender dies of it. */
  'codes-unheard': {
    wish: (usual) => (isCode(usual) ? onlyBy('EMAIL')(usual) : undefined),
    climate: calm,
    fault: ({ service }, random) => {
      if (service !== 'ses' || !random.chance(0.6)) return 'none';
      return random.chance(0.5) ? 'killed-after' : 'lost-answer';
    },
  },
  /** Nobody dies, but of every second write the first answer is lost, and most mails are refused at first. */
  'writes-repeated': {
    wish: onlyBy('EMAIL'),
    climate: (usual) => ({ ...calm(usual), responseLost: 0.05 }),
    fault: ({ service, operation, caller }, random) => {
      if (service === 'ses') return random.chance(0.6) ? 'refused' : 'none';
      const isOfLane = operation === 'UpdateCommand' && caller.startsWith('lane');
      return isOfLane && random.chance(0.5) ? 'repeated' : 'none';
    },
  },
  /** The same for codes alone: whoever takes themselves for a stranger never sends them. */
  'codes-repeated': {
    wish: (usual) => (isCode(usual) ? onlyBy('EMAIL')(usual) : undefined),
    climate: calm,
    fault: ({ operation, caller }, random) =>
      operation === 'UpdateCommand' && caller.startsWith('lane') && random.chance(0.5)
        ? 'repeated'
        : 'none',
  },
  /** Mail is out for so long that everybody's quiet hours begin meanwhile, and Scheduler takes little. */
  evening: {
    worldSize: 60,
    person: (usual, index) => ({
      ...usual,
      quietTimes: {
        timeZone: 'Etc/UTC',
        offsetMinutes: 0,
        fromMinute: (index * 30) % 1_440,
        toMinute: (index * 30 + 600) % 1_440,
      },
    }),
    wish: onlyBy('EMAIL'),
    climate: (usual, from, until) => ({
      ...calm(usual),
      duplicated: 0.1,
      outages: [{ service: 'ses', from, until: until + 6 * hourMs, fault: 'refused', share: 1 }],
    }),
    fault: ({ service, caller }, random) => {
      if (service !== 'scheduler' || !caller.startsWith('lane')) return 'none';
      return random.chance(0.6) ? 'refused' : 'none';
    },
  },
  /** Everybody has a phone and is told by it alone; every second message of a queue is handed out twice. */
  texts: {
    worldSize: 1_000,
    person: (usual, index) => ({
      ...usual,
      quietTimes: undefined,
      phoneNumber: `+1415556${String(1_000 + index)}`,
    }),
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
    person: (usual, index) => ({
      ...usual,
      quietTimes: undefined,
      deviceTokens: [0, 1].map(
        (device) => `app-${index}-${device}:APA91bHPRgkF3JUikC4ENAHEeMrd41Z`,
      ),
    }),
    wish: onlyBy('PUSH'),
    climate: (usual) => ({ ...calm(usual), duplicated: 0.5 }),
    fault: ({ operation, caller }, random) => {
      if (operation !== 'UpdateCommand' || !random.chance(0.3)) return 'none';
      return caller === 'feedback' ? random.pick(['killed-before', 'killed-after']) : 'slow';
    },
  },
  /** Half of what the feedback function writes is refused, and often it dies before it has told of it. */
  'feedback-fails': {
    wish: onlyBy('EMAIL'),
    climate: calm,
    fault: ({ service, operation, caller }, random) => {
      if (caller !== 'feedback') return 'none';
      if (service === 'sns') return random.chance(0.3) ? 'killed-before' : 'none';
      return operation === 'UpdateCommand' && random.chance(0.5) ? 'refused' : 'none';
    },
  },
  /** Mail is paused for all the time. */
  paused: {
    pauses: 'EMAIL',
    wish: onlyBy('EMAIL'),
    climate: calm,
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
    person: (usual, index) => ({
      ...usual,
      quietTimes: undefined,
      phoneNumber: `+1415556${String(1_000 + index)}`,
    }),
    wish: onlyBy('SMS'),
    climate: calm,
    fault: ({ service }, random) => {
      if (!service.startsWith('sms') || !random.chance(0.5)) return 'none';
      return random.pick(['refused', 'lost-answer', 'lost-request'] as const);
    },
  },
  /** Every provider is out for an hour, one after the other, and nobody looks at the DLQs. */
  'hour-out': {
    parksNothing: true,
    climate: (usual, from) => ({
      ...calm(usual),
      isRedriven: false,
      outages: (['ses', 'sms', 'push', 'webhook'] as const).map((service, position) => ({
        service,
        from: from + position * 2 * hourMs,
        until: from + (position * 2 + 1) * hourMs,
        fault: 'refused' as const,
        share: 1,
      })),
    }),
  },
  /** Nights are quiet for everybody, and mail is all that is sent. */
  'quiet-nights': {
    stage: 'quiet',
    person: (usual) => ({ ...usual, quietTimes: undefined }),
    wish: onlyBy('EMAIL'),
    climate: calm,
  },
  /** More than anybody wants to hear, most of it in the same seconds. */
  limits: {
    stage: 'strict',
    isPunctual: true,
    worldSize: 200,
    person: (usual) => ({ ...usual, quietTimes: undefined }),
    wish: onlyBy('EMAIL'),
    climate: calm,
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
  /** Half of what is for later cannot be scheduled, and what is deleted goes when its caller has long given up waiting. */
  'deletions-come-late': {
    climate: calm,
    wish: (usual, now) => {
      const scheduledFor = now + hourMs;
      const { expiresAt: _, ...body } = usual.body;
      return {
        ...usual,
        scheduledFor,
        expiresAt: undefined,
        body: { ...body, scheduledFor: new Date(scheduledFor).toISOString() },
      };
    },
    fault: ({ operation }, random) => {
      if (operation === 'DeleteCommand') return 'lost-answer';
      return operation === 'CreateScheduleCommand' && random.chance(0.5) ? 'refused' : 'none';
    },
  },
  /** Of what is put into a queue, half is taken. */
  'queues-take-half': {
    climate: calm,
    fault: ({ service, operation }, random) =>
      service === 'sqs' && operation === 'SendMessageBatchCommand' && random.chance(0.5)
        ? 'partial'
        : 'none',
  },
} satisfies Readonly<Record<string, Aim>>;
export type AimName = keyof typeof aims;

/** An aim by its name, or an error that lists them. */
export const aimNamed = (name: string): Aim => {
  const found = Object.entries<Aim>(aims).find(([one]) => one === name)?.[1];
  if (found === undefined) {
    throw new Error(`There is no aim ${name}. There are: ${Object.keys(aims).join(', ')}.`);
  }
  return found;
};

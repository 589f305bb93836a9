import type { Climate } from './climate.ts';
import type { CallFault, Faults } from './faults.ts';
import type { Person } from './people.ts';
import type { Random } from './random.ts';
import type { Wish } from './traffic.ts';
import type { ServiceName } from './wire.ts';

/**
 * A world in which one thing goes wrong again and again: what ordinary weather brings together once in a million
 * sends. A mutation names the aim that shows it; the product as it stands has to hold under each.
 */
export interface Aim {
  /** Small where each notification takes days of work. */
  readonly worldSize?: number;
  readonly climate?: (usual: Climate, from: number, until: number) => Climate;
  readonly person?: (usual: Person, index: number) => Person;
  /** Undefined for what is not to be sent here. */
  readonly wish?: (usual: Wish, now: number) => Wish | undefined;
  /** What a call meets before the weather has its turn. */
  readonly fault?: (call: AimedCall, random: Random) => CallFault;
}

/** One call of an SDK client. */
interface AimedCall {
  readonly service: ServiceName;
  /** Of the command, such as UpdateCommand. */
  readonly operation: string;
  /** Of the function that calls. */
  readonly caller: string;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const sqsRefuses = {
  service: 'sqs',
  operation: 'SendMessageBatchCommand',
  fault: 'refused',
} as const;

/** Nothing goes wrong by itself. */
const calm = (usual: Climate): Climate => ({
  ...usual,
  callFaults: Object.fromEntries(
    Object.keys(usual.callFaults).map((kind) => [kind, 0]),
  ) as Climate['callFaults'],
  duplicated: 0,
  deletionForgotten: 0,
  responseLost: 0,
  outages: [],
  poisonedOneIn: Number.MAX_SAFE_INTEGER,
});

/** The wish by those channels alone, at once, and worth telling for as long as its category says. */
const onlyBy =
  (...channels: readonly string[]) =>
  (usual: Wish): Wish => {
    const { scheduledFor: _, expiresAt: __, ...body } = usual.body;
    const priority = 'MEDIUM';
    return {
      ...usual,
      channels,
      scheduledFor: undefined,
      expiresAt: undefined,
      body: { ...body, channels, priority },
    };
  };

const isCode = ({ category }: Wish): boolean => category === 'one-time-codes';

export const aims = {
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
    wish: (usual) => (isCode(usual) ? { ...onlyBy('EMAIL')(usual) } : undefined),
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

/** The faults of an aim before those of the weather. */
export const aimedFaults = (usual: Faults, aim: Aim, random: Random): Faults => ({
  ...usual,
  onCall: (service, command, invocation) => {
    const operation =
      typeof command === 'object' && command !== null ? command.constructor.name : '';
    const caller = invocation.functionName;
    const fault = aim.fault?.({ service, operation, caller }, random) ?? 'none';
    return fault === 'none' ? usual.onCall(service, command, invocation) : fault;
  },
});

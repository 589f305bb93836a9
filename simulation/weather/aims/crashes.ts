import { type Aim, calm, onlyBy } from '../aim.ts';
import { isCode } from './is-code.ts';

/** Who dies, or never hears an answer, at one place again and again. */
export const crashAims = {
  /** The door hears no answer of the queues it fills, and thinks that they refused. */
  'door-unheard': {
    climate: (usual) => ({ ...calm(usual), responseLost: 0.1 }),
    fault: ({ service, caller }, random) =>
      service === 'sqs' && caller === 'ingress' && random.chance(0.75) ? 'lost-answer' : 'none',
  },
  /** The door dies of every second thing that it asks of its queues, and what it keeps is due before its repeat comes. */
  'door-dies': {
    wish: (usual, now) => {
      const at = onlyBy('EMAIL')(usual);
      if (at === undefined) return undefined;
      const scheduledFor = now + 3_000;
      const body = { ...at.body, scheduledFor: new Date(scheduledFor).toISOString() };
      return { ...at, scheduledFor, body };
    },
    climate: calm,
    fault: ({ service, caller }, random) =>
      service === 'sqs' && caller === 'ingress' && random.chance(0.5) ? 'killed-before' : 'none',
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
} satisfies Readonly<Record<string, Aim>>;

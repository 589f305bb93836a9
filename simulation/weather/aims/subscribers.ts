import { type Aim, calm } from '../aim.ts';

/** What listens to the events topic. */
export const subscriberAims = {
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
} satisfies Readonly<Record<string, Aim>>;

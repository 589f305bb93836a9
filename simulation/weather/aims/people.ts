import { type Aim, calm, onlyBy } from '../aim.ts';

const hourMs = 3_600_000;

/** When people may be told, and how often. */
export const peopleAims = {
  /** It is night for everybody, and of what is released in the morning every message comes twice, the writes late. */
  'night-for-all': {
    person: (usual) => ({
      ...usual,
      quietTimes: { timeZone: 'Etc/UTC', offsetMinutes: 0, fromMinute: 0, toMinute: 23 * 60 + 30 },
    }),
    wish: onlyBy('EMAIL'),
    climate: (usual) => ({ ...calm(usual), duplicated: 0.6 }),
    fault: ({ operation, caller }, random) =>
      operation === 'UpdateCommand' && caller.startsWith('requests') && random.chance(0.7)
        ? 'slow'
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
  /** Mail is paused for all the time. */
  paused: {
    pauses: 'EMAIL',
    wish: onlyBy('EMAIL'),
    climate: calm,
  },
} satisfies Readonly<Record<string, Aim>>;

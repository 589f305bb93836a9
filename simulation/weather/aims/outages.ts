import { type Aim, calm } from '../aim.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const sqsRefuses = {
  service: 'sqs',
  operation: 'SendMessageBatchCommand',
  fault: 'refused',
} as const;

/** What does not work for a while, or never. */
export const outageAims = {
  /** The router cannot put anything into the lanes for most of the time. */
  'lanes-refuse': {
    climate: (usual, from, until) => ({
      ...calm(usual),
      outages: [{ ...sqsRefuses, caller: 'requests', from, until: until + 2 * hourMs, share: 0.7 }],
    }),
  },
  /** Of what is put into a queue, half is taken. */
  'queues-take-half': {
    climate: calm,
    fault: ({ service, operation }, random) =>
      service === 'sqs' && operation === 'SendMessageBatchCommand' && random.chance(0.5)
        ? 'partial'
        : 'none',
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
} satisfies Readonly<Record<string, Aim>>;

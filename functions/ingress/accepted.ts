import * as z from 'zod';
import { Problem } from '#core/problem.ts';

/** The answer to a send. */
export const Accepted = z
  .object({ notificationId: z.string(), status: z.enum(['ACCEPTED', 'SCHEDULED']) })
  .meta({
    id: 'Accepted',
    description: 'A promise: the notification ends in a terminal status, or is PARKED and alarms.',
    examples: [{ notificationId: 'ntf_0e7xr6q5b0k6d0u5m6a7q3k1z', status: 'ACCEPTED' }],
  });

/** The answer to a batch, one result per send and in the same order. */
export const BatchAccepted = z
  .object({ results: z.array(z.union([Accepted, z.object({ error: Problem })])) })
  .meta({ id: 'BatchAccepted', description: 'One result per send, in the same order.' });

import * as z from 'zod';

/** How soon a notification matters; CRITICAL also passes quiet hours and the send window of its category. */
export const Priority = z.enum(['CRITICAL', 'HIGH', 'MEDIUM', 'LOW']).meta({
  id: 'Priority',
  description:
    'How soon it matters. CRITICAL also passes quiet hours and the send window of its category.',
});
export type Priority = z.infer<typeof Priority>;

/** Every queue exists once per speed, so that a backlog of LOW never delays a CRITICAL. */
export const speeds = ['express', 'standard'] as const;
export type Speed = (typeof speeds)[number];

/** The queue that a priority travels in. */
export const speedOf = (priority: Priority): Speed =>
  priority === 'CRITICAL' || priority === 'HIGH' ? 'express' : 'standard';

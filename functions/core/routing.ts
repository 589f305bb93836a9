import * as z from 'zod';
import { ChannelName } from './channel.ts';

/** What counts as a success of a channel, so that no later one is tried. */
export const SuccessLevel = z
  .enum(['SENT', 'DELIVERED', 'READ'])
  .meta({ id: 'SuccessLevel', description: 'How far a channel has to come to be a success.' });
export type SuccessLevel = z.infer<typeof SuccessLevel>;

/** One channel after the other until one succeeds, as a request carries it to the router. */
export const FirstSuccess = z.object({
  mode: z.literal('FIRST_SUCCESS'),
  /** Absent: the recipient's, or the cheapest first. */
  order: z.array(ChannelName).min(1).optional(),
  /** How long each channel has before the next is tried. */
  timeoutSeconds: z.int().positive(),
  until: SuccessLevel,
});
export type FirstSuccess = z.infer<typeof FirstSuccess>;

import * as z from 'zod';
import { ChannelName } from './channel.ts';
import { Instant } from './messages.ts';
import { DeliveryStatus, ReasonCode } from './status.ts';

/** A change of status, as it is published after its write (invariant 10). */
export const StatusEvent = z.object({
  notificationId: z.string(),
  /** Absent for what happened to a notification that has no deliveries. */
  deliveryId: z.string().optional(),
  channel: ChannelName.optional(),
  status: DeliveryStatus,
  reason: ReasonCode.optional(),
  attempt: z.int().nonnegative(),
  templateId: z.string(),
  at: Instant,
});
export type StatusEvent = z.infer<typeof StatusEvent>;

/** The same for a repeated run, so that receivers can drop repeats. */
export const eventId = (event: StatusEvent): string =>
  `${event.deliveryId ?? event.notificationId}.${event.status}.${event.attempt}`;

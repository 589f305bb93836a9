import * as z from 'zod';
import { Instant } from '#core/instant.ts';
import { CloudEvent } from './cloud-event.ts';
import { EventHookId } from './event-hook.ts';

/** One event for one receiver; it is self-contained. */
export const HookDeliveryMessage = z.object({
  schemaVersion: z.literal(1),
  webhookId: EventHookId,
  /** When Herald first had the event here: by this and its id the log and the list of deliveries know it. */
  loggedAt: Instant,
  event: CloudEvent,
});
export type HookDeliveryMessage = z.infer<typeof HookDeliveryMessage>;

/** Post a receiver again what was logged in a stretch of time. */
export const ReplayMessage = z.object({
  schemaVersion: z.literal(1),
  kind: z.literal('REPLAY'),
  webhookId: EventHookId,
  /** Both ends included. */
  from: Instant,
  to: Instant,
  /** Where an earlier step ended. */
  after: z.string().max(1_024).optional(),
});
export type ReplayMessage = z.infer<typeof ReplayMessage>;

/** What the first queue carries: what the topic published, and what the API asks for. */
export const FanOutMessage = z.union([CloudEvent, ReplayMessage]);
export type FanOutMessage = z.infer<typeof FanOutMessage>;

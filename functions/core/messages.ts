import * as z from 'zod';
import { ChannelName } from './channel.ts';
import { Instant } from './instant.ts';
import { Priority } from './priority.ts';
import { RecipientRef } from './recipient.ts';

/**
 * What travels from the door to the router, by queue or by schedule. It is self-contained:
 * replaying it next week does the same, or nothing.
 */
export const RequestMessage = z.object({
  schemaVersion: z.literal(1),
  notificationId: z.string().min(1),
  templateId: z.string(),
  recipient: RecipientRef,
  data: z.record(z.string(), z.unknown()),
  priority: Priority,
  channels: z.array(ChannelName).optional(),
  overridePreferences: z.boolean().optional(),
  subject: z.string().optional(),
  locale: z.string().optional(),
  caller: z.string(),
  acceptedAt: Instant,
  expiresAt: Instant,
  /** Set when what was HELD comes back: the round that was held, and the channels that were. */
  release: z
    .object({ round: z.int().positive(), channels: z.array(ChannelName).min(1) })
    .optional(),
});
export type RequestMessage = z.infer<typeof RequestMessage>;

/** What travels from the router to a lane: one notification, by one channel, to one address. */
export const DeliveryMessage = z.object({
  schemaVersion: z.literal(1),
  deliveryId: z.string().min(1),
  channel: ChannelName,
  address: z.string().min(1),
  /** How often this delivery has been held so far; a release carries the same number. */
  round: z.int().nonnegative(),
  userId: z.string().optional(),
  /** The language and time zone to render in. */
  locale: z.string().optional(),
  timeZone: z.string().optional(),
  request: RequestMessage,
});
export type DeliveryMessage = z.infer<typeof DeliveryMessage>;

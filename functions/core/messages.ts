import * as z from 'zod';
import { Attachments } from './attachment.ts';
import { ChannelName } from './channel.ts';
import { EngagementKind } from './feedback.ts';
import { isNotificationId, parseDeliveryId } from './ids.ts';
import { Instant } from './instant.ts';
import { Priority } from './priority.ts';
import { RecipientRef, UserId } from './recipient.ts';
import { FirstSuccess } from './routing.ts';
import { SendWindow } from './send-window.ts';
import { TemplateId, TemplateInMessage } from './template.ts';

// Ids become keys and attributes: one that AWS would not take fails the whole batch that it comes in.
const NotificationId = z.string().refine(isNotificationId);
const DeliveryId = z
  .string()
  .max(100)
  .refine((id) => parseDeliveryId(id) !== undefined);

/**
 * What travels from the door to the router, by queue or by schedule. It is self-contained:
 * replaying it next week does the same, or nothing.
 */
export const RequestMessage = z.object({
  schemaVersion: z.literal(1),
  notificationId: NotificationId,
  templateId: TemplateId,
  /** Of a template made by API; absent for one in code. */
  template: TemplateInMessage.optional(),
  recipient: RecipientRef,
  data: z.record(z.string(), z.unknown()),
  priority: Priority,
  channels: z.array(ChannelName).optional(),
  /** One channel after the other; absent for all at once. */
  routing: FirstSuccess.optional(),
  /** When it may be told, beside what its category says. */
  sendWindow: SendWindow.optional(),
  overridePreferences: z.boolean().optional(),
  subject: z.string().optional(),
  locale: z.string().optional(),
  /** Files that go with a mail, its template's first. */
  attachments: Attachments.optional(),
  caller: z.string(),
  acceptedAt: Instant,
  expiresAt: Instant,
  /** Set when what was HELD comes back: the round that was held, and the channels that were. */
  release: z
    .object({ round: z.int().positive(), channels: z.array(ChannelName).min(1) })
    .optional(),
  /** Set where nothing is to be routed: that it is kept for later is to be told, at once. */
  tells: z.literal('SCHEDULED').optional(),
});
export type RequestMessage = z.infer<typeof RequestMessage>;

/** What travels from the router to a lane: one notification, by one channel, to one address. */
export const DeliveryMessage = z.object({
  schemaVersion: z.literal(1),
  deliveryId: DeliveryId,
  channel: ChannelName,
  address: z.string().min(1),
  /** How often this delivery has been held so far; a release carries the same number. */
  round: z.int().nonnegative(),
  userId: UserId.optional(),
  /** The language and time zone to render in. */
  locale: z.string().optional(),
  timeZone: z.string().optional(),
  /** When the router decided that it be made. */
  decidedAt: Instant.optional(),
  /** When the person's quiet hours begin that it must not fall into, however long it waits in its lane. */
  quietFrom: Instant.optional(),
  /** When its send window ends, if that comes first. */
  windowUntil: Instant.optional(),
  request: RequestMessage,
});
export type DeliveryMessage = z.infer<typeof DeliveryMessage>;

/** What Herald's own inbox tells the feedback topic: what somebody did with a message. */
export const EngagementMessage = z.object({
  schemaVersion: z.literal(1),
  deliveryId: z.string().refine((id) => parseDeliveryId(id) !== undefined),
  engagement: z.array(z.object({ kind: EngagementKind, at: Instant })).min(1),
});
export type EngagementMessage = z.infer<typeof EngagementMessage>;

import * as z from 'zod';
import { ChannelName } from './channel.ts';
import { FeedbackMarks } from './feedback.ts';
import { Instant } from './instant.ts';
import { Priority } from './priority.ts';
import { FirstSuccess } from './routing.ts';
import { DeliveryStatus, type NotificationStatus, ReasonCode } from './status.ts';

/** What was decided for one channel, and by which rule. */
export const Decision = z.object({
  verdict: z.enum(['DELIVER', 'SKIP', 'HOLD']),
  reason: ReasonCode,
  /** The rule that settled it. */
  rule: z.string(),
  /** What that rule went by. */
  inputs: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  /** Of a HOLD: when it is decided again. */
  until: Instant.optional(),
});
export type Decision = z.infer<typeof Decision>;

/** One delivery as the table keeps it, inside its notification, under its deliveryKey. */
export const DeliveryRecord = z.object({
  channel: ChannelName,
  status: DeliveryStatus,
  /** Masked: the table never holds an address of a notification. */
  address: z.string(),
  /** Provider calls so far; the claim counts it up. */
  attempt: z.int().nonnegative(),
  round: z.int().nonnegative(),
  firstAttemptAt: Instant.optional(),
  leaseUntil: Instant.optional(),
  /** Whose claim it is: drawn anew for each, so that a write that the SDK repeats is known for one's own. */
  claimedBy: z.string().optional(),
  /** Of what is HELD: when it comes back. */
  heldUntil: Instant.optional(),
  /** Of what is UNCERTAIN: when it is no longer expected that feedback settles it. */
  settlesBy: Instant.optional(),
  reason: ReasonCode.optional(),
  detail: z.string().optional(),
  provider: z.string().optional(),
  providerMessageId: z.string().optional(),
  /** What was said of it afterwards; absent until something was. */
  feedback: FeedbackMarks.optional(),
});
export type DeliveryRecord = z.infer<typeof DeliveryRecord>;

/** Something that happened, as the status answers it. */
export const TimelineEntry = z.object({
  at: Instant,
  event: z.string(),
  /** The deliveryKey that it happened to; absent for the notification as a whole. */
  delivery: z.string().optional(),
  reason: ReasonCode.optional(),
  detail: z.string().optional(),
});
export type TimelineEntry = z.infer<typeof TimelineEntry>;

/** A notification's own steps, before it has deliveries or when it never gets any. */
export const OwnStatus = z.enum([
  'ACCEPTED',
  'SCHEDULED',
  'ROUTED',
  'PARKED',
  'CANCELLED',
  'EXPIRED',
]);
export type OwnStatus = z.infer<typeof OwnStatus>;

/** One notification as the table keeps it: one item, at most 1 KB in the usual case. */
export const NotificationRecord = z.object({
  notificationId: z.string(),
  status: OwnStatus,
  templateId: z.string(),
  /** Of a template made by API. */
  templateVersion: z.int().positive().optional(),
  /** The tag of an experiment's variant. */
  variant: z.string().optional(),
  category: z.string(),
  priority: Priority,
  recipientKey: z.string(),
  createdAt: Instant,
  scheduledFor: Instant.optional(),
  expiresAt: Instant,
  /** The caller's own labels, given back with the status. */
  metadata: z.record(z.string(), z.string()).optional(),
  /** The notification that this one repeats, and those that repeated this one. */
  resendOf: z.string().optional(),
  resentAs: z.array(z.string()).optional(),
  /** FIRST_SUCCESS where one channel that succeeds is enough; absent where all are to. */
  routing: FirstSuccess.shape.mode.optional(),
  /** By channel: every channel that Herald has, wanted or not. */
  decisions: z.record(ChannelName, Decision).optional(),
  deliveries: z.record(z.string(), DeliveryRecord).optional(),
  timeline: z.array(TimelineEntry),
});
export type NotificationRecord = z.infer<typeof NotificationRecord>;

/** The same without what the router decided: half of what there is to parse, and nothing to whoever delivers. */
export const RecordOfDeliveries = NotificationRecord.omit({ decisions: true });

const waiting: ReadonlySet<DeliveryStatus> = new Set(['QUEUED', 'SENDING', 'RETRYING']);
const reached: ReadonlySet<DeliveryStatus> = new Set(['SENT', 'DELIVERED', 'COMPLAINED']);

/**
 * The status of a notification, computed from its deliveries: the first line that fits.
 *
 * | deliveries | status |
 * | --- | --- |
 * | none yet, or never any | its own: ACCEPTED, SCHEDULED, CANCELLED, EXPIRED, PARKED |
 * | none, though routed; or all skipped | SKIPPED |
 * | any QUEUED, SENDING, RETRYING | ROUTED |
 * | any HELD | HELD |
 * | any PARKED | PARKED |
 * | routed FIRST_SUCCESS, any DELIVERED or COMPLAINED | DELIVERED |
 * | routed FIRST_SUCCESS, any SENT | SENT |
 * | any UNCERTAIN | UNCERTAIN |
 * | all CANCELLED | CANCELLED |
 * | all EXPIRED | EXPIRED |
 * | none SENT, DELIVERED or COMPLAINED | FAILED |
 * | some of those, some not | PARTIALLY_FAILED |
 * | all DELIVERED or COMPLAINED | DELIVERED |
 * | otherwise | SENT |
 */
export const notificationStatus = (record: NotificationRecord): NotificationStatus => {
  if (record.deliveries === undefined)
    return record.status === 'ROUTED' ? 'SKIPPED' : record.status;
  const statuses: readonly DeliveryStatus[] = Object.values(record.deliveries)
    .map((delivery) => delivery.status)
    .filter((status) => status !== 'SKIPPED');
  const any = (status: DeliveryStatus) => statuses.includes(status);
  const all = (status: DeliveryStatus) => statuses.every((one) => one === status);
  if (statuses.length === 0) return 'SKIPPED';
  if (statuses.some((status) => waiting.has(status))) return 'ROUTED';
  if (any('HELD')) return 'HELD';
  if (any('PARKED')) return 'PARKED';
  if (record.routing === 'FIRST_SUCCESS') {
    if (any('DELIVERED') || any('COMPLAINED')) return 'DELIVERED';
    if (any('SENT')) return 'SENT';
  }
  if (any('UNCERTAIN')) return 'UNCERTAIN';
  if (all('CANCELLED')) return 'CANCELLED';
  if (all('EXPIRED')) return 'EXPIRED';
  const succeeded = statuses.filter((status) => reached.has(status));
  if (succeeded.length === 0) return 'FAILED';
  if (succeeded.length < statuses.length) return 'PARTIALLY_FAILED';
  return any('SENT') ? 'SENT' : 'DELIVERED';
};

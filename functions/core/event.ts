import * as z from 'zod';
import { ChannelName } from './channel.ts';
import { deliveryId } from './ids.ts';
import { Instant } from './instant.ts';
import type { NotificationRecord } from './notification.ts';
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
export const eventId = ({ notificationId, deliveryId, channel, status, attempt }: StatusEvent) => {
  const subject = deliveryId ?? (channel ? `${notificationId}-${channel}` : notificationId);
  return `${subject}.${status}.${attempt}`;
};

/** Channels that nobody asked for, or that have nothing to say, are no news to anybody. */
const noNews: ReadonlySet<string> = new Set(['NOT_REQUESTED', 'NO_CONTENT']);

/** What routing made known, read from the record that it wrote: a repeated run tells the same. */
export const routingEvents = (record: NotificationRecord, at: number): readonly StatusEvent[] => {
  const { notificationId, templateId } = record;
  const base = { notificationId, templateId, attempt: 0, at };
  const skipped = Object.entries(record.decisions ?? {})
    .filter(([, { verdict, reason }]) => verdict === 'SKIP' && !noNews.has(reason))
    .map(([channel, { reason }]) => ({ ...base, channel, status: 'SKIPPED' as const, reason }));
  const ended = Object.entries(record.deliveries ?? {})
    .filter(([, { status }]) => status === 'SKIPPED' || status === 'EXPIRED')
    .map(([key, delivery]) => ({
      ...base,
      deliveryId: deliveryId(notificationId, key),
      channel: delivery.channel,
      status: delivery.status,
      ...(delivery.reason === undefined ? {} : { reason: delivery.reason }),
      attempt: delivery.attempt,
    }));
  const expired =
    record.status === 'EXPIRED'
      ? [{ ...base, status: 'EXPIRED' as const, reason: 'EXPIRED' as const }]
      : [];
  return [...skipped, ...ended, ...expired];
};

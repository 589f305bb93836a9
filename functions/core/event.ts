import * as z from 'zod';
import { ChannelName } from './channel.ts';
import { factsOf, toldAt } from './event-facts.ts';
import { EngagementKind } from './feedback.ts';
import { deliveryId } from './ids.ts';
import { Instant } from './instant.ts';
import type { NotificationRecord } from './notification.ts';
import { DeliveryStatus, ReasonCode } from './status.ts';

/** A change of status, or of what its reader did, as it is published after its write (invariant 10). */
export const StatusEvent = z.object({
  notificationId: z.string(),
  /** Absent for what happened to a notification that has no deliveries. */
  deliveryId: z.string().optional(),
  channel: ChannelName.optional(),
  status: DeliveryStatus,
  /** What the reader, or a machine for them, did; absent where it is the status that changed. */
  engagement: EngagementKind.optional(),
  reason: ReasonCode.optional(),
  attempt: z.int().nonnegative(),
  templateId: z.string(),
  category: z.string().optional(),
  /** The version of a template made by API; of an experiment, its id and the variant's name. */
  variant: z.string().optional(),
  /** Absent where none was asked. */
  provider: z.string().optional(),
  /** Since when it was to be sent: it was accepted, or was scheduled for then. */
  dueAt: Instant.optional(),
  /** When its provider took it. */
  sentAt: Instant.optional(),
  /** The same for a repeated run, as far as the record tells. */
  at: Instant,
});
export type StatusEvent = z.infer<typeof StatusEvent>;

/** What a reply by SMS asks for; a REPLY is for the company to read. */
export const ReplyIntent = z.enum(['STOP', 'START', 'HELP', 'REPLY']);
export type ReplyIntent = z.infer<typeof ReplyIntent>;

/** A text that somebody sent back; it carries their number, for nobody else could tell who it was. */
export const ReplyEvent = z.object({
  /** The provider's id of the text: the same however often it is reported. */
  replyId: z.string(),
  channel: ChannelName,
  intent: ReplyIntent,
  from: z.string(),
  to: z.string(),
  text: z.string(),
  /** The provider's id of the message that it may answer. */
  answersProviderMessageId: z.string().optional(),
  at: Instant,
});
export type ReplyEvent = z.infer<typeof ReplyEvent>;

/** All that is published. */
export type HeraldEvent = StatusEvent | ReplyEvent;

/** Whether an event is of a text that somebody sent back. */
export const isReply = (event: HeraldEvent): event is ReplyEvent => 'replyId' in event;

/** The same for a repeated run, so that receivers can drop repeats. */
export const eventId = (event: HeraldEvent): string => {
  if (isReply(event)) return `${event.replyId}.${event.intent}`;
  const { status, engagement, attempt } = event;
  const subject = eventSubject(event);
  return engagement === undefined ? `${subject}.${status}.${attempt}` : `${subject}.${engagement}`;
};

/** What an event is about: a delivery, a channel that there is none for, or the notification. */
export const eventSubject = ({ notificationId, deliveryId, channel }: StatusEvent): string =>
  deliveryId ?? (channel ? `${notificationId}-${channel}` : notificationId);

/** Channels that nobody asked for, or that have nothing to say, are no news to anybody. */
const noNews: ReadonlySet<string> = new Set(['NOT_REQUESTED', 'NO_CONTENT']);

/** What routing made known, read from the record that it wrote: a repeated run tells the same. */
export const routingEvents = (record: NotificationRecord, now: number): readonly StatusEvent[] => {
  const { notificationId, templateId } = record;
  const deliveries = Object.entries(record.deliveries ?? {});
  const base = { notificationId, templateId, attempt: 0 };
  const routedAt = toldAt(record, 'ROUTED') ?? now;
  // What has a delivery was held first; of several releases the first, which no later run tells otherwise.
  const releasedAt = record.timeline.find(({ event }) => event === 'RELEASED')?.at ?? routedAt;
  const wasHeld = (channel: string) => deliveries.some(([, one]) => one.channel === channel);
  const skipped = Object.entries(record.decisions ?? {})
    .filter(([, { verdict, reason }]) => verdict === 'SKIP' && !noNews.has(reason))
    .map(([channel, { reason }]) => ({
      ...base,
      ...factsOf(record),
      channel,
      status: 'SKIPPED' as const,
      reason,
      at: wasHeld(channel) ? releasedAt : routedAt,
    }));
  const ended = deliveries
    .filter(([, { status }]) => status === 'SKIPPED' || status === 'EXPIRED')
    .map(([key, delivery]) => ({
      ...base,
      ...factsOf(record, key, delivery),
      deliveryId: deliveryId(notificationId, key),
      channel: delivery.channel,
      status: delivery.status,
      ...(delivery.reason === undefined ? {} : { reason: delivery.reason }),
      attempt: delivery.attempt,
      at: toldAt(record, delivery.status, key) ?? releasedAt,
    }));
  const expired =
    record.status === 'EXPIRED'
      ? [
          {
            ...base,
            ...factsOf(record),
            status: 'EXPIRED' as const,
            reason: 'EXPIRED' as const,
            at: toldAt(record, 'EXPIRED') ?? now,
          },
        ]
      : [];
  return [...skipped, ...ended, ...expired];
};

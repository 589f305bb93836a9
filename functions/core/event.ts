import * as z from 'zod';
import { ChannelName } from './channel.ts';
import { EngagementKind } from './feedback.ts';
import { Instant } from './instant.ts';
import { OwnStatus } from './notification.ts';
import { DeliveryStatus, ReasonCode } from './status.ts';

/** A change of status, or of what its reader did, as it is published after its write (invariant 10). */
export const StatusEvent = z.object({
  notificationId: z.string(),
  /** Absent for what happened to the notification as a whole, or to a channel that there is no delivery for. */
  deliveryId: z.string().optional(),
  /** Absent for what happened to the notification as a whole. */
  channel: ChannelName.optional(),
  status: z.union([DeliveryStatus, OwnStatus]),
  /** What the reader, or a machine for them, did; absent where it is the status that changed. */
  engagement: EngagementKind.optional(),
  reason: ReasonCode.optional(),
  attempt: z.int().nonnegative(),
  /** Of a delivery that waits: how often it was held before. */
  round: z.int().nonnegative().optional(),
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
  const { status, engagement } = event;
  const subject = eventSubject(event);
  return engagement === undefined
    ? `${subject}.${status}.${turnOf(event)}`
    : `${subject}.${engagement}`;
};

/** What tells a status from the same one later: what waits may be held, and queued, without any attempt. */
function turnOf({ status, attempt, round }: StatusEvent): string {
  if (round === undefined) return String(attempt);
  return status === 'QUEUED' || status === 'HELD' ? `r${round}` : `r${round}.${attempt}`;
}

/** What an event is about: a delivery, a channel that there is none for, or the notification. */
export const eventSubject = ({ notificationId, deliveryId, channel }: StatusEvent): string =>
  deliveryId ?? (channel ? `${notificationId}-${channel}` : notificationId);

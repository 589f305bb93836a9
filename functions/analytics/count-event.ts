import { createHash } from 'node:crypto';
import { eventSubject, type StatusEvent } from '#core/event.ts';
import type { EngagementKind } from '#core/feedback.ts';
import type { Cell, Measure } from './cell.ts';
import { bucketOf } from './latency-bucket.ts';

/** That something counts once: in a cell, in an hour, under an id that every repeat of it has too. */
export interface Mark {
  readonly cell: Cell;
  /** Milliseconds since 1970; the hour that it falls into is the one that it is counted in. */
  readonly at: number;
  readonly id: MarkId;
}

/** 9 bytes of a hash, as 12 characters: of a million in one place, two are the same once in 10^9 times. */
export type MarkId = string;

const ofStatus: Readonly<Partial<Record<StatusEvent['status'], Measure>>> = {
  SENT: 'sent',
  DELIVERED: 'delivered',
  BOUNCED: 'bounced',
  COMPLAINED: 'complained',
  FAILED: 'failed',
  SKIPPED: 'skipped',
  EXPIRED: 'expired',
};

/** What people do; what machines do for them says nothing of people. */
const ofEngagement: Readonly<Partial<Record<EngagementKind, Measure>>> = {
  OPENED: 'opened',
  CLICKED: 'clicked',
  READ: 'read',
  UNSUBSCRIBED: 'unsubscribed',
};

/** What comes after SENT: who hears of it has heard of the notification before. */
const later: ReadonlySet<StatusEvent['status']> = new Set(['DELIVERED', 'BOUNCED', 'COMPLAINED']);

/** Types that the queue does not hear: what they would count, others count that come all the same. */
export const uncountedTypes = [
  'herald.notification.accepted',
  'herald.notification.scheduled',
  'herald.notification.routed',
  'herald.delivery.queued',
  'herald.reply.received',
] as const;

/**
 * What an event counts for: its own measure, where it has one, and its notification as accepted, once for
 * itself and once for the channel. The first that is heard of a notification says when it was due, and all that
 * is heard besides has the same id.
 */
export const countEvent = (event: StatusEvent): readonly Mark[] => {
  const { notificationId, channel = '', status, engagement, at, dueAt = at } = event;
  // Of what nobody was to hear by any channel the channels are counted, where one has a reason that is news.
  const isWhole = status === 'SKIPPED' && channel === '';
  const measure =
    engagement !== undefined ? ofEngagement[engagement] : isWhole ? undefined : ofStatus[status];
  const marks: Mark[] = [];
  if (measure !== undefined) {
    const cell = { ...dimensionsOf(event), measure, detail: detailOf(event, measure) };
    // What is skipped is a channel, however many addresses it would have gone to.
    const subject = measure === 'skipped' ? `${notificationId}-${channel}` : eventSubject(event);
    marks.push({ cell, at, id: hashed(`${subject}.${measure}`) });
  }
  // Cancelled before its time: nobody was ever to hear of it.
  const isUndone = status === 'CANCELLED' && at < dueAt;
  if (engagement !== undefined || later.has(status) || isUndone) return marks;
  const cell = { ...dimensionsOf(event), provider: '', measure: 'accepted', detail: '' } as const;
  marks.push({
    cell: { ...cell, channel: '' },
    at: dueAt,
    id: hashed(`${notificationId}.accepted`),
  });
  if (channel !== '') {
    marks.push({ cell, at: dueAt, id: hashed(`${notificationId}-${channel}.accepted`) });
  }
  return marks;
};

function dimensionsOf(event: StatusEvent) {
  const { templateId, category = '', variant = '', channel = '', provider = '' } = event;
  return { templateId, category, variant, channel, provider };
}

function detailOf({ reason, at, dueAt, sentAt }: StatusEvent, measure: Measure): string {
  if (measure === 'skipped') return reason ?? 'UNKNOWN';
  const since = measure === 'sent' ? dueAt : measure === 'delivered' ? sentAt : undefined;
  return since === undefined ? '' : String(bucketOf(at - since));
}

function hashed(text: string): MarkId {
  return createHash('sha256').update(text).digest().subarray(0, 9).toString('base64url');
}

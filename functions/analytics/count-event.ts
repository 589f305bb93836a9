import { createHash } from 'node:crypto';
import { eventSubject, type StatusEvent } from '#core/event.ts';
import type { EngagementKind } from '#core/feedback.ts';
import type { DeliveryStatus } from '#core/status.ts';
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

const ofStatus: Readonly<Partial<Record<DeliveryStatus, Measure>>> = {
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
const later: ReadonlySet<DeliveryStatus> = new Set(['DELIVERED', 'BOUNCED', 'COMPLAINED']);

/**
 * What an event counts for: its own measure, where it has one, and its notification as accepted, once for
 * itself and once for the channel. Nothing is published when a notification is accepted; the first that is
 * heard of it says when that was, and all that is heard besides has the same id.
 */
export const countEvent = (event: StatusEvent): readonly Mark[] => {
  const { notificationId, channel = '', status, engagement, at, dueAt = at } = event;
  const measure = engagement === undefined ? ofStatus[status] : ofEngagement[engagement];
  const marks: Mark[] = [];
  if (measure !== undefined) {
    const cell = { ...dimensionsOf(event), measure, detail: detailOf(event, measure) };
    // What is skipped is a channel, however many addresses it would have gone to.
    const subject = measure === 'skipped' ? `${notificationId}-${channel}` : eventSubject(event);
    marks.push({ cell, at, id: hashed(`${subject}.${measure}`) });
  }
  if (engagement !== undefined || later.has(status)) return marks;
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

import { isDeepStrictEqual } from 'node:util';
import { applyFeedback, type DeliveryFeedback } from '#core/apply-feedback.ts';
import { isEngagement, kindsOf } from '#core/feedback.ts';
import type { DeliveryRecord, NotificationRecord } from '#core/notification.ts';
import type { NotificationsTable } from '#platform/notifications-table.ts';
import { addedFeedback, engagementBeside, firstFeedback } from './feedback-changes.ts';

/** A delivery's part of its notification's record. */
export interface StoredDelivery {
  readonly record: NotificationRecord;
  readonly delivery: DeliveryRecord;
}

/** Writes feedback into its delivery; returns what stands then, or undefined where there is none any more. */
export type StoreFeedback = (
  notificationId: string,
  key: string,
  news: DeliveryFeedback,
) => Promise<StoredDelivery | undefined>;

/** Each try that fails is one that somebody else succeeded in. */
const tries = 10;

/**
 * The store over the Notifications table. The usual feedback costs one write and no read: the first is written
 * where there was none, and engagement beside what is there already. Where that does not hold, the delivery is
 * read, and what is new is written if nobody has moved it since.
 */
export const createStoreFeedback =
  (table: NotificationsTable): StoreFeedback =>
  async (notificationId, key, news) => {
    const usual = kindsOf(news.marks).every(isEngagement)
      ? engagementBeside(key, news)
      : firstFeedback(key, news);
    const written = storedIn(await table.change(notificationId, usual), key);
    if (written !== undefined) return written;
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const seen = storedIn(await table.get(notificationId), key);
      if (seen === undefined) return undefined;
      const next = applyFeedback(seen.delivery, news);
      // A repeat finds its own result.
      if (isDeepStrictEqual(seen.delivery, next)) return seen;
      const change =
        seen.delivery.feedback === undefined
          ? firstFeedback(key, news)
          : addedFeedback(key, seen.delivery, next);
      const changed = storedIn(await table.change(notificationId, change), key);
      if (changed !== undefined) return changed;
    }
    throw new Error(`Others wrote the delivery ${key} of ${notificationId} again and again`);
  };

function storedIn(record: NotificationRecord | undefined, key: string): StoredDelivery | undefined {
  const delivery = record?.deliveries?.[key];
  return record === undefined || delivery === undefined ? undefined : { record, delivery };
}

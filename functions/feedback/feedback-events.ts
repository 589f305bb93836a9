import type { StatusEvent } from '#core/event.ts';
import { factsOf, toldAt } from '#core/event-facts.ts';
import { type FeedbackMarks, isEngagement, kindsOf, standingOf } from '#core/feedback.ts';
import { parseDeliveryId } from '#core/ids.ts';
import type { StoredDelivery } from './feedback-store.ts';

/**
 * What is to be told of feedback that now stands: the status, where this made it what it is, and what the
 * reader did. A repeated run reads the same, and tells the same.
 */
export const eventsOf = (
  deliveryId: string,
  { record, delivery }: StoredDelivery,
  news: FeedbackMarks,
): readonly StatusEvent[] => {
  const { notificationId, templateId } = record;
  const { channel, status, reason, attempt, feedback = {} } = delivery;
  const key = parseDeliveryId(deliveryId)?.key;
  const facts = factsOf(record, key, delivery);
  const about = { notificationId, deliveryId, channel, attempt, templateId, ...facts };
  const standing = standingOf(feedback);
  const isOurs = standing !== undefined && standing.rank === standingOf(news)?.rank;
  // Whoever speaks of it had it before: its lane tells the same, under the same id.
  const sentAt = status === 'SENT' ? toldAt(record, 'SENT', key) : undefined;
  return [
    ...(isOurs
      ? [
          {
            ...about,
            status,
            at: sentAt ?? standing.at,
            ...(reason === undefined ? {} : { reason }),
          },
        ]
      : []),
    ...kindsOf(news)
      .filter(isEngagement)
      .map((engagement) => ({ ...about, status, engagement, at: feedback[engagement]?.at ?? 0 })),
  ];
};

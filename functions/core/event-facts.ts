import type { DeliveryRecord, NotificationRecord } from './notification.ts';

/** What an event tells besides what happened, for who counts: read from the record, and never read for it. */
export const factsOf = (
  record: NotificationRecord,
  key?: string,
  delivery?: DeliveryRecord,
): {
  readonly category: string;
  readonly variant?: string;
  readonly dueAt: number;
  readonly provider?: string;
  readonly sentAt?: number;
} => {
  const { provider, firstAttemptAt } = delivery ?? {};
  // Where feedback is faster than our own record, the attempt is all that is known yet.
  const sentAt = key === undefined ? undefined : (toldAt(record, 'SENT', key) ?? firstAttemptAt);
  const variant = record.variant ?? record.templateVersion;
  return {
    category: record.category,
    ...(variant === undefined ? {} : { variant: String(variant) }),
    dueAt: Math.max(record.createdAt, record.scheduledFor ?? 0),
    ...(provider === undefined ? {} : { provider }),
    ...(sentAt === undefined ? {} : { sentAt }),
  };
};

/**
 * When the story says that it happened last: the same for a repeated run, however late. Of a delivery by its
 * key, of the notification without one; undefined where nothing is told.
 */
export const toldAt = (
  { timeline }: NotificationRecord,
  event: string,
  key?: string,
): number | undefined =>
  timeline.findLast((entry) => entry.event === event && entry.delivery === key)?.at;

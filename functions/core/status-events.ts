import type { StatusEvent } from './event.ts';
import { factsOf } from './event-facts.ts';
import { deliveryId } from './ids.ts';
import type { DeliveryRecord, NotificationRecord, OwnStatus } from './notification.ts';
import type { DeliveryStatus, ReasonCode } from './status.ts';

/** Of what waits the round is told: it may come to the same status again without an attempt. */
const waits: ReadonlySet<DeliveryStatus> = new Set(['QUEUED', 'HELD', 'RETRYING', 'PARKED']);

/** Where a delivery stands, as an event. */
export const deliveryEvent = (
  record: NotificationRecord,
  key: string,
  delivery: DeliveryRecord,
  at: number,
): StatusEvent => {
  const { notificationId, templateId } = record;
  const { channel, status, reason, attempt, round } = delivery;
  return {
    notificationId,
    deliveryId: deliveryId(notificationId, key),
    channel,
    status,
    ...(reason === undefined ? {} : { reason }),
    attempt,
    ...(waits.has(status) ? { round } : {}),
    templateId,
    ...factsOf(record, key, delivery),
    at,
  };
};

/** What happened to a notification as a whole, as an event. */
export const notificationEvent = (
  record: NotificationRecord,
  status: OwnStatus | 'SKIPPED',
  at: number,
  reason?: ReasonCode,
): StatusEvent => {
  const { notificationId, templateId } = record;
  return {
    notificationId,
    status,
    ...(reason === undefined ? {} : { reason }),
    attempt: 0,
    templateId,
    ...factsOf(record),
    at,
  };
};

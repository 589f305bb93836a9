import { expect, test } from 'vitest';
import { type NotificationRecord, notificationStatus, type OwnStatus } from '#core/notification.ts';
import type { DeliveryStatus } from '#core/status.ts';

const recordOf = (
  status: OwnStatus,
  deliveries?: readonly DeliveryStatus[],
): NotificationRecord => ({
  notificationId: 'ntf_1',
  status,
  templateId: 'ORDER_CONFIRMATION',
  category: 'orders',
  priority: 'MEDIUM',
  recipientKey: 'USER#ada',
  createdAt: 0,
  expiresAt: 1,
  timeline: [],
  ...(deliveries === undefined
    ? {}
    : {
        deliveries: Object.fromEntries(
          deliveries.map((delivery, position) => [
            `EMAIL-${position}`,
            { channel: 'EMAIL', status: delivery, address: 'a***', attempt: 0, round: 0 },
          ]),
        ),
      }),
});

test.each<[OwnStatus, string]>([
  ['ACCEPTED', 'ACCEPTED'],
  ['SCHEDULED', 'SCHEDULED'],
  ['PARKED', 'PARKED'],
  ['CANCELLED', 'CANCELLED'],
  ['EXPIRED', 'EXPIRED'],
  ['ROUTED', 'SKIPPED'],
])('a notification without deliveries that is %s shows %s', (own, shown) => {
  expect(notificationStatus(recordOf(own))).toBe(shown);
});

test.each<[readonly DeliveryStatus[], string]>([
  [['QUEUED'], 'ROUTED'],
  [['SENT', 'SENDING'], 'ROUTED'],
  [['FAILED', 'RETRYING'], 'ROUTED'],
  [['HELD', 'SENT'], 'HELD'],
  [['PARKED', 'SENT'], 'PARKED'],
  [['UNCERTAIN', 'SENT'], 'UNCERTAIN'],
  [['CANCELLED', 'CANCELLED'], 'CANCELLED'],
  [['EXPIRED'], 'EXPIRED'],
  [['SKIPPED', 'SKIPPED'], 'SKIPPED'],
  [['SKIPPED', 'SENT'], 'SENT'],
  [['FAILED', 'BOUNCED'], 'FAILED'],
  [['FAILED', 'EXPIRED'], 'FAILED'],
  [['SENT', 'BOUNCED'], 'PARTIALLY_FAILED'],
  [['DELIVERED', 'EXPIRED'], 'PARTIALLY_FAILED'],
  [['SENT', 'DELIVERED'], 'SENT'],
  [['DELIVERED', 'COMPLAINED'], 'DELIVERED'],
])('deliveries %j show %s', (deliveries, shown) => {
  expect(notificationStatus(recordOf('ROUTED', deliveries))).toBe(shown);
});

test.each<[readonly DeliveryStatus[], string]>([
  [['SENT', 'SKIPPED'], 'SENT'],
  [['FAILED', 'SENT'], 'SENT'],
  [['BOUNCED', 'DELIVERED'], 'DELIVERED'],
  [['DELIVERED', 'SENT'], 'DELIVERED'],
  [['UNCERTAIN', 'SENT'], 'SENT'],
  [['SENT', 'CANCELLED'], 'SENT'],
  [['COMPLAINED', 'EXPIRED'], 'DELIVERED'],
  [['UNCERTAIN', 'FAILED'], 'UNCERTAIN'],
  [['FAILED', 'BOUNCED'], 'FAILED'],
  [['SENT', 'HELD'], 'HELD'],
  [['SENT', 'PARKED'], 'PARKED'],
  [['FAILED', 'SENDING'], 'ROUTED'],
])('where one success is enough, deliveries %j show %s', (deliveries, shown) => {
  const record: NotificationRecord = {
    ...recordOf('ROUTED', deliveries),
    routing: 'FIRST_SUCCESS',
  };
  expect(notificationStatus(record)).toBe(shown);
});

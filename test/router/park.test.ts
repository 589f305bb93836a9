import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventId, type StatusEvent } from '#core/event.ts';
import type { RequestMessage } from '#core/messages.ts';
import type { DeliveryRecord, NotificationRecord } from '#core/notification.ts';
import { createParkDelivery } from '#functions/delivery/park-delivery.ts';
import { createParkRequest } from '#functions/router/park-request.ts';
import {
  createNotificationsTable,
  type NotificationsTable,
} from '#platform/notifications-table.ts';
import { startTablesInMemory, type TablesInMemory } from '../channels/tables-in-memory.ts';

let tables: TablesInMemory;
let table: NotificationsTable;
beforeAll(async () => {
  tables = await startTablesInMemory('notifications');
  table = createNotificationsTable(tables.dynamo, 'notifications', 15);
});
afterAll(() => tables.close());

const at = 5_000;
let count = 0;

const push = (status: DeliveryRecord['status'], round: number): DeliveryRecord => ({
  channel: 'PUSH',
  status,
  address: '…',
  attempt: 0,
  round,
});

/** A notification in the table, the message about it, and what parking tells. */
const world = async (record: Partial<NotificationRecord>) => {
  count += 1;
  const notificationId = `ntf_${String(count).padStart(25, '0')}`;
  await table.create({
    notificationId,
    status: 'ROUTED',
    templateId: 'ORDER_CONFIRMATION',
    category: 'orders',
    priority: 'MEDIUM',
    recipientKey: 'r',
    createdAt: 1_000,
    expiresAt: 100_000,
    timeline: [{ at: 1_000, event: 'ACCEPTED' }],
    ...record,
  });
  const request: RequestMessage = {
    schemaVersion: 1,
    notificationId,
    templateId: 'ORDER_CONFIRMATION',
    recipient: { type: 'USER_ID', identifier: 'ada' },
    data: {},
    priority: 'MEDIUM',
    caller: '1/Orders',
    acceptedAt: 1_000,
    expiresAt: 100_000,
  };
  const told: StatusEvent[] = [];
  const publish = async (events: readonly StatusEvent[]) => {
    const stands = JSON.stringify(await table.get(notificationId));
    if (events.length > 0) expect(stands, 'events follow writes').toContain('"PARKED"');
    told.push(...events);
  };
  return { notificationId, request, told, publish };
};

test('a request that is parked says so, and why, and tells it', async () => {
  const { notificationId, request, told, publish } = await world({ status: 'ACCEPTED' });
  const park = createParkRequest(table, publish, () => at);
  await park(request, 'routing-failed');
  expect(await table.get(notificationId)).toMatchObject({
    status: 'PARKED',
    timeline: [{}, { event: 'PARKED', reason: 'EXHAUSTED', detail: 'routing-failed' }],
  });
  expect(told).toMatchObject([{ status: 'PARKED', reason: 'EXHAUSTED', at, category: 'orders' }]);
  expect(told[0]).not.toHaveProperty('channel');
  // Redriven in vain, it is the same again.
  await createParkRequest(table, publish, () => at + 60_000)(request, 'routing-failed');
  expect(told[1]).toEqual(told[0]);
});

test('a release that is parked tells of what it would have released, and of nothing else', async () => {
  const { notificationId, request, told, publish } = await world({
    deliveries: {
      'PUSH-a': push('HELD', 1),
      'PUSH-b': push('HELD', 2),
      'PUSH-c': push('SENT', 1),
      'SMS-d': { ...push('HELD', 1), channel: 'SMS' },
    },
  });
  const release = { round: 1, channels: ['PUSH'] };
  await createParkRequest(table, publish, () => at)({ ...request, release }, 'routing-failed');
  expect(told.map(eventId)).toEqual([`${notificationId}-PUSH-a.PARKED.r1.0`]);
  expect(told[0]).toMatchObject({ channel: 'PUSH', reason: 'EXHAUSTED', at });
  const { deliveries } = (await table.get(notificationId)) ?? {};
  expect(deliveries?.['SMS-d']?.status).toBe('HELD');
});

test('a request that was routed meanwhile is not parked', async () => {
  const { request, told, publish } = await world({ status: 'CANCELLED' });
  await createParkRequest(table, publish, () => at)(request, 'routing-failed');
  expect(told).toEqual([]);
});

test('what only was to tell that it is SCHEDULED parks nothing: it waits for its time all the same', async () => {
  const { notificationId, request, told, publish } = await world({ status: 'SCHEDULED' });
  const message = { ...request, tells: 'SCHEDULED' } as const;
  await createParkRequest(table, publish, () => at)(message, 'routing-failed');
  expect(told).toEqual([]);
  expect(await table.get(notificationId)).toMatchObject({ status: 'SCHEDULED' });
});

test('a delivery that is parked says so, and tells it; one that was sent does not', async () => {
  const { notificationId, request, told, publish } = await world({
    deliveries: { 'PUSH-0123456789abcdef': { ...push('RETRYING', 0), attempt: 3 } },
  });
  const park = createParkDelivery(table, publish, () => at);
  const message = {
    schemaVersion: 1,
    deliveryId: `${notificationId}-PUSH-0123456789abcdef`,
    channel: 'PUSH',
    address: 'token',
    round: 0,
    request,
  } as const;
  await park(message, 'delivery-retrying');
  await park(message, 'delivery-retrying');
  expect(new Set(told.map(eventId))).toEqual(new Set([`${message.deliveryId}.PARKED.r0.3`]));
  expect(told[0]).toMatchObject({ status: 'PARKED', reason: 'EXHAUSTED', attempt: 3, at });
  await table.change(notificationId, {
    UpdateExpression: 'SET deliveries.#key.#status = :sent',
    ExpressionAttributeNames: { '#key': 'PUSH-0123456789abcdef', '#status': 'status' },
    ExpressionAttributeValues: { ':sent': 'SENT' },
  });
  const before = told.length;
  await park(message, 'delivery-retrying');
  expect(told).toHaveLength(before);
});

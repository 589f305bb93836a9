import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventId, type StatusEvent } from '#core/event.ts';
import type { DeliveryRecord, NotificationRecord } from '#core/notification.ts';
import { cancelNotification } from '#functions/api/notifications/cancel-notification.ts';
import { createNotificationsTable } from '#platform/notifications-table.ts';
import { startTablesInMemory, type TablesInMemory } from '../channels/tables-in-memory.ts';

let tables: TablesInMemory;
beforeAll(async () => {
  tables = await startTablesInMemory('notifications');
});
afterAll(() => tables.close());

let count = 0;

const delivery = (status: DeliveryRecord['status'], more: Partial<DeliveryRecord> = {}) => ({
  channel: 'EMAIL',
  status,
  address: 'a***@example.com',
  attempt: 0,
  round: 0,
  ...more,
});

/** A notification in the table, and what cancelling it did, in its order. */
const world = async (record: Partial<NotificationRecord>) => {
  count += 1;
  const notificationId = `ntf_${String(count).padStart(25, '0')}`;
  const notifications = createNotificationsTable(tables.dynamo, 'notifications', 15);
  await notifications.create({
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
  const steps: string[] = [];
  const events: StatusEvent[] = [];
  let isTopicOut = false;
  let at = 5_000;
  const deps = {
    notifications,
    cancelSchedule: async (name: string) => {
      steps.push(`unscheduled ${name}`);
    },
    publish: async (published: readonly StatusEvent[]) => {
      if (isTopicOut) throw new Error('the topic is out');
      steps.push(...published.map((event) => `told ${eventId(event)}`));
      events.push(...published);
    },
    now: () => at,
  };
  return {
    notificationId,
    steps,
    events,
    cancel: () => cancelNotification(notificationId, deps),
    topicIsOut: (isOut: boolean) => {
      isTopicOut = isOut;
      at += 60_000;
    },
  };
};

test('what is scheduled is CANCELLED, told, and then taken from its schedule', async () => {
  const { notificationId, steps, events, cancel } = await world({ status: 'SCHEDULED' });
  await cancel();
  expect(steps).toEqual([`told ${notificationId}.CANCELLED.0`, `unscheduled ${notificationId}`]);
  expect(events).toMatchObject([{ status: 'CANCELLED', at: 5_000, category: 'orders' }]);
});

test('of deliveries each is told, and those that were sent are not', async () => {
  const { notificationId, steps, cancel } = await world({
    deliveries: {
      'EMAIL-a': delivery('SENT', { attempt: 1 }),
      'SMS-b': delivery('HELD', { channel: 'SMS', round: 1 }),
      'PUSH-c': delivery('QUEUED', { channel: 'PUSH' }),
    },
  });
  await cancel();
  expect(steps.toSorted()).toEqual([
    `told ${notificationId}-PUSH-c.CANCELLED.0`,
    `told ${notificationId}-SMS-b.CANCELLED.0`,
    `unscheduled ${notificationId}-SMS-b-r1`,
  ]);
  expect(steps.at(-1)).toContain('unscheduled');
});

test.each<readonly [string, Partial<NotificationRecord>]>([
  ['a notification', { status: 'SCHEDULED' }],
  ['deliveries', { deliveries: { 'SMS-b': delivery('HELD', { channel: 'SMS', round: 1 }) } }],
])('a run that could not tell of %s is told by the next, as of when it was', async (_, record) => {
  const { events, steps, cancel, topicIsOut } = await world(record);
  topicIsOut(true);
  await expect(cancel()).rejects.toThrow('the topic is out');
  // What is still scheduled comes to the router, which finds CANCELLED, and tells it.
  expect(steps).toEqual([]);
  topicIsOut(false);
  await cancel();
  await cancel();
  const [first, second, ...more] = events;
  expect(first).toMatchObject({ status: 'CANCELLED', at: 65_000 });
  expect(second).toEqual(first);
  expect(more).toEqual([]);
});

test('where the rest was sent meanwhile, it is too late, and what was cancelled is told', async () => {
  const { events, cancel } = await world({
    deliveries: {
      'EMAIL-a': delivery('SENT', { attempt: 1 }),
      'SMS-b': delivery('CANCELLED', { channel: 'SMS' }),
    },
    timeline: [{ at: 3_000, event: 'CANCELLED', delivery: 'SMS-b' }],
  });
  await expect(cancel()).rejects.toMatchObject({ code: 'TOO_LATE' });
  expect(events).toMatchObject([{ status: 'CANCELLED', channel: 'SMS', at: 3_000 }]);
});

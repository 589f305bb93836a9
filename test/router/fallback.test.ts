import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DeliveryMessage, RequestMessage } from '#core/messages.ts';
import type { Hold } from '#core/plan-route.ts';
import { channels } from '#functions/channels/index.ts';
import { createLoadRouteContext } from '#functions/router/load-route-context.ts';
import { routeNotifications } from '#functions/router/route-notifications.ts';
import { createWriteRoute } from '#functions/router/write-route.ts';
import { createNotificationsTable } from '#platform/notifications-table.ts';
import { userKey } from '#platform/recipients-table.ts';
import { systemRuntime } from '#platform/runtime.ts';
import { createWriteUsage } from '#platform/usage-logs.ts';
import { categories } from '#templates/categories.ts';
import { templates } from '#templates/index.ts';
import { startRecipients } from '../platform/recipients/recipients-table.ts';

const start = Date.parse('2026-11-23T12:00:00Z');
const timeoutMs = 600_000;
let recipients: Awaited<ReturnType<typeof startRecipients>>;
let connection: ReturnType<typeof recipients.connect>;
let table: string;

beforeAll(async () => {
  recipients = await startRecipients();
  connection = recipients.connect();
  table = await recipients.createTable();
  await recipients.createNotifications();
  const at = '2026-11-23T12:00:00Z';
  const profile = { userId: 'ada', email: 'ada@example.com', phoneNumber: '+14155550100' };
  // She would rather have an SMS first, for orders.
  const order = { channels: ['SMS', 'EMAIL'], at: 1, how: 'API', by: '1/Shop' };
  const Item = { ...userKey('ada'), ...profile, channelOrder: { orders: order } };
  await connection.dynamo.send(
    new PutCommand({ TableName: table, Item: { ...Item, createdAt: at, updatedAt: at } }),
  );
});
afterAll(async () => {
  connection.raw.destroy();
  await recipients.close();
});

const messageOf = (notificationId: string): RequestMessage => ({
  schemaVersion: 1,
  notificationId,
  templateId: 'ORDER_CONFIRMATION',
  recipient: { type: 'USER_ID', identifier: 'ada' },
  data: {},
  priority: 'MEDIUM',
  channels: ['EMAIL', 'SMS'],
  routing: { mode: 'FIRST_SUCCESS', timeoutSeconds: timeoutMs / 1000, until: 'DELIVERED' },
  caller: '1/Orders',
  acceptedAt: start,
  expiresAt: start + 10 * timeoutMs,
});

test.each([
  {
    smsBecomes: 'DELIVERED',
    emails: 0,
    emailIs: { status: 'SKIPPED', reason: 'FALLBACK_NOT_NEEDED' },
  },
  { smsBecomes: 'BOUNCED', emails: 1, emailIs: { status: 'QUEUED', round: 1 } },
])(
  'an SMS that is $smsBecomes is followed by $emails e-mails, however often each message comes',
  async ({ smsBecomes, emails, emailIs }) => {
    const notifications = createNotificationsTable(connection.dynamo, 'notifications');
    const message = messageOf(`ntf_${smsBecomes.toLowerCase().padEnd(25, '0')}`);
    await notifications.create({
      notificationId: message.notificationId,
      status: 'ACCEPTED',
      templateId: message.templateId,
      category: 'orders',
      priority: 'MEDIUM',
      recipientKey: 'USER#ada',
      createdAt: start,
      expiresAt: message.expiresAt,
      routing: 'FIRST_SUCCESS',
      timeline: [],
    });
    let now = start;
    const queued: DeliveryMessage[] = [];
    const holds: Hold[] = [];
    const tables = { notifications: 'notifications', recipients: table };
    const route = (received: RequestMessage) =>
      routeNotifications(
        [{ message: received, messageId: '1', receiveCount: 1, firstReceivedAt: now }],
        {
          channels,
          templates,
          categories,
          quietHoursByDefault: undefined,
          recipientLimits: undefined,
          writeUsage: createWriteUsage(connection.dynamo, table),
          random: Math.random,
          now: () => now,
          load: createLoadRouteContext(connection.dynamo, tables, systemRuntime),
          write: createWriteRoute(notifications, () => now),
          enqueue: async (deliveries) => {
            queued.push(...deliveries);
            return [];
          },
          scheduleRelease: async (_, hold) => {
            holds.push(hold);
          },
          publish: async () => {},
        },
      );

    await route(message);
    const first = queued.map(({ channel }) => channel);
    const [hold] = holds;
    const key = Object.entries(
      (await notifications.get(message.notificationId))?.deliveries ?? {},
    ).find(([, { channel }]) => channel === 'SMS')?.[0];
    await notifications.change(message.notificationId, {
      UpdateExpression: 'SET deliveries.#key.#status = :status',
      ExpressionAttributeNames: { '#key': key ?? '', '#status': 'status' },
      ExpressionAttributeValues: { ':status': smsBecomes },
    });
    now += timeoutMs;
    const release = { round: 1, channels: ['EMAIL'] };
    await route({ ...message, release });
    const afterRelease = await notifications.get(message.notificationId);
    for (const copy of [message, { ...message, release }]) await route(copy);

    expect(first).toEqual(['SMS']);
    expect(hold).toMatchObject({ ...release, until: start + timeoutMs, isPunctual: true });
    const email = Object.values(afterRelease?.deliveries ?? {}).find(
      ({ channel }) => channel === 'EMAIL',
    );
    expect(email).toMatchObject(emailIs);
    // A repeat queues the same delivery again, which its lane knows; never another one.
    const ids = new Set(queued.flatMap((one) => (one.channel === 'EMAIL' ? one.deliveryId : [])));
    expect(ids.size).toBe(emails);
    expect((await notifications.get(message.notificationId))?.deliveries).toEqual(
      afterRelease?.deliveries,
    );
  },
);

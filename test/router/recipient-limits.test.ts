import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { DeliveryMessage, RequestMessage } from '#core/messages.ts';
import type { Hold } from '#core/plan-route.ts';
import type { RecipientRef } from '#core/recipient.ts';
import { channels } from '#functions/channels/index.ts';
import { recipientLimits } from '#functions/router/count-uses.ts';
import { createLoadRouteContext } from '#functions/router/load-route-context.ts';
import {
  type RouteNotificationsDeps,
  routeNotifications,
} from '#functions/router/route-notifications.ts';
import { createWriteRoute } from '#functions/router/write-route.ts';
import { createNotificationsTable } from '#platform/notifications-table.ts';
import { addressKey, userKey } from '#platform/recipients-table.ts';
import { systemRuntime } from '#platform/runtime.ts';
import { createReadUsage, createWriteUsage } from '#platform/usage-logs.ts';
import { categories } from '#templates/categories.ts';
import { templates } from '#templates/index.ts';
import { startRecipients } from '../platform/recipients/recipients-table.ts';

const hour = 3_600_000;
const start = Date.parse('2026-11-23T12:00:00Z');
const perHour = recipientLimits(categories, [{ count: 2, perSeconds: 3_600 }]);

let recipients: Awaited<ReturnType<typeof startRecipients>>;
let connection: ReturnType<typeof recipients.connect>;
let table: string;
let now = start;
let sent = 0;
const calls: string[] = [];
const queued: DeliveryMessage[] = [];
const holds: { readonly message: RequestMessage; readonly hold: Hold }[] = [];

beforeAll(async () => {
  recipients = await startRecipients();
  connection = recipients.connect();
  await recipients.createNotifications();
  connection.raw.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (call) => {
        calls.push(commandName);
        return next(call);
      },
    { step: 'initialize', name: 'calls' },
  );
});
beforeEach(async () => {
  table = await recipients.createTable();
  const at = '2026-11-23T12:00:00Z';
  const put = (Item: object) =>
    connection.dynamo.send(new PutCommand({ TableName: table, Item: { ...Item } }));
  await put({
    ...userKey('ada'),
    ...{ userId: 'ada', email: 'ada@example.com', devices: [], createdAt: at, updatedAt: at },
  });
  await put({ ...addressKey('ada@example.com'), owner: 'ada', claimedAt: 1 });
  now = start;
  queued.length = 0;
  holds.length = 0;
});
afterAll(async () => {
  connection.raw.destroy();
  await recipients.close();
});

const ada: RecipientRef = { type: 'USER_ID', identifier: 'ada' };
const notifications = () => createNotificationsTable(connection.dynamo, 'notifications');

/** A send that the door has accepted. */
const accepted = async (
  recipient: RecipientRef,
  over: Partial<RequestMessage> = {},
): Promise<RequestMessage> => {
  sent += 1;
  const message: RequestMessage = {
    schemaVersion: 1,
    notificationId: `ntf_${String(sent).padStart(25, '0')}`,
    templateId: 'ORDER_CONFIRMATION',
    recipient,
    data: {},
    priority: 'MEDIUM',
    channels: ['EMAIL', 'IN_APP'],
    caller: '1/Orders',
    acceptedAt: now,
    expiresAt: now + 72 * hour,
    ...over,
  };
  await notifications().create({
    notificationId: message.notificationId,
    status: 'ACCEPTED',
    templateId: message.templateId,
    category: 'orders',
    priority: message.priority,
    recipientKey: 'USER#ada',
    createdAt: now,
    expiresAt: message.expiresAt,
    timeline: [],
  });
  return message;
};

const route = async (
  messages: readonly RequestMessage[],
  over: Partial<RouteNotificationsDeps> = {},
) => {
  const tables = { notifications: 'notifications', recipients: table };
  const limits = 'recipientLimits' in over ? over.recipientLimits : perHour;
  const batch = messages.map((message, position) => ({
    message,
    messageId: String(position),
    receiveCount: 1,
    firstReceivedAt: now,
  }));
  const results = await routeNotifications(batch, {
    channels,
    templates,
    categories,
    quietHoursByDefault: undefined,
    recipientLimits: limits,
    now: () => now,
    random: () => 0,
    load: createLoadRouteContext(
      connection.dynamo,
      tables,
      systemRuntime,
      () => limits !== undefined,
    ),
    writeUsage: createWriteUsage(connection.dynamo, table),
    write: createWriteRoute(notifications(), () => now),
    enqueue: async (deliveries) => {
      queued.push(...deliveries);
      return [];
    },
    scheduleRelease: async (message, hold) => {
      holds.push({ message, hold });
    },
    publish: async () => {},
    ...over,
  });
  return results.map(({ kind }) => kind);
};
const toldIds = () => [...new Set(queued.map(({ request }) => request.notificationId))];
const logOfAda = async () =>
  (await createReadUsage(connection.dynamo, table)('USER#ada')).log.map((use) => use.at - start);

test('of five in one batch to one person two are told, and each other one has a place of its own', async () => {
  const byEmail: RecipientRef = { type: 'EMAIL', identifier: 'ada@example.com' };
  const messages = [];
  for (const ref of [ada, byEmail, ada, byEmail, ada]) messages.push(await accepted(ref));
  calls.length = 0;

  await route(messages);

  // Two reads for the batch, a write for its one person, and a write for each notification.
  expect(calls.toSorted()).toEqual([
    ...Array(2).fill('BatchGetItemCommand'),
    ...Array(6).fill('UpdateItemCommand'),
  ]);
  expect(toldIds()).toEqual(messages.slice(0, 2).map(({ notificationId }) => notificationId));
  expect(holds.map(({ hold }) => hold.until - start)).toEqual([hour, hour, 2 * hour]);
  const [, , third] = messages;
  expect(await notifications().get(third?.notificationId ?? '')).toMatchObject({
    decisions: {
      EMAIL: {
        verdict: 'HOLD',
        reason: 'RATE_LIMITED',
        rule: 'rate-limit',
        inputs: { count: 2, perSeconds: 3_600, of: 'everything' },
      },
    },
  });
});

test('what was deferred is told at its time, once, however often its release comes', async () => {
  const messages = [await accepted(ada), await accepted(ada), await accepted(ada)];
  await route(messages);
  const [held] = holds;
  if (held === undefined) throw new Error('nothing was held');
  now = held.hold.until;
  const { round, channels: names } = held.hold;
  const release = { ...held.message, release: { round, channels: [...names] } };

  for (const copy of [release, release, held.message]) await route([copy]);

  expect(toldIds()).toHaveLength(3);
  expect(holds).toHaveLength(1);
  expect(await logOfAda()).toEqual([0, 0, hour]);
});

test('killed after it was counted and before it was routed, it counts once', async () => {
  const message = await accepted(ada);
  const dying = async () => {
    throw new Error('killed');
  };

  expect(await route([message], { write: dying })).toEqual(['retry']);
  now += 60_000;
  expect(await route([message])).toEqual(['done']);

  expect(await logOfAda()).toEqual([0]);
  expect(toldIds()).toHaveLength(1);
});

test('of routers that read the same log at once one goes on, and the others look again', async () => {
  const messages = [];
  for (let count = 0; count < 4; count += 1) messages.push(await accepted(ada));
  let pending: readonly RequestMessage[] = messages;
  for (let turn = 0; pending.length > 0 && turn < 10; turn += 1) {
    const kinds = await Promise.all(pending.map(async (message) => (await route([message]))[0]));
    pending = pending.filter((_, position) => kinds[position] !== 'done');
  }
  expect(pending).toEqual([]);
  expect(toldIds()).toHaveLength(2);
  expect(await logOfAda()).toEqual([0, 0, hour, hour]);
});

test('a log that cannot be written keeps back who counts, and nobody else', async () => {
  const messages = [
    await accepted(ada),
    await accepted(ada, { priority: 'CRITICAL' }),
    await accepted({ type: 'EMAIL', identifier: 'other@example.com' }, { priority: 'CRITICAL' }),
  ];
  const throttled = async () => {
    throw new Error('throttled');
  };
  expect(await route(messages, { writeUsage: throttled })).toEqual(['retry', 'done', 'done']);
  expect(toldIds()).toHaveLength(2);
});

test.each([
  ['nobody is limited', { recipientLimits: undefined }, {}],
  ['it is urgent', {}, { priority: 'CRITICAL' as const }],
  ['no limit is on its category', { recipientLimits: recipientLimits(categories, []) }, {}],
])('where %s it costs no write', async (_, over, send) => {
  const message = await accepted(ada, send);
  calls.length = 0;
  await route([message], over);
  expect(calls.filter((name) => name === 'UpdateItemCommand')).toHaveLength(1);
  expect(await logOfAda()).toEqual([]);
  expect(toldIds()).toHaveLength(1);
});

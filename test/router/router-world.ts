import { PutCommand } from '@aws-sdk/lib-dynamodb';
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
import { writeDownCalls } from '../platform/write-down-calls.ts';

export const hour = 3_600_000;
/** A Monday. */
export const start = Date.parse('2026-11-23T12:00:00Z');
export const ada: RecipientRef = { type: 'USER_ID', identifier: 'ada' };

/** At most two an hour, of everything. */
export const perHour = recipientLimits(categories, [{ count: 2, perSeconds: 3_600 }]);

/** The router on the real tables, with queues and schedules that a test can look into. */
export const startRouterWorld = async () => {
  const recipients = await startRecipients();
  const connection = recipients.connect();
  await recipients.createNotifications();
  const { dynamo } = connection;
  const notifications = createNotificationsTable(dynamo, 'notifications');
  let table = '';
  let now = start;
  let sent = 0;
  const calls: string[] = [];
  const queued: DeliveryMessage[] = [];
  const holds: { readonly message: RequestMessage; readonly hold: Hold }[] = [];
  writeDownCalls(connection.raw, calls);
  const put = (Item: object) =>
    dynamo.send(new PutCommand({ TableName: table, Item: { ...Item } }));

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
    await notifications.create({
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
    const isLimited = () => limits !== undefined;
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
      load: createLoadRouteContext(dynamo, tables, systemRuntime, isLimited),
      writeUsage: createWriteUsage(dynamo, table),
      write: createWriteRoute(notifications, () => now),
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

  return {
    notifications,
    calls,
    queued,
    holds,
    accepted,
    route,
    /** A table with nobody in it but Ada. */
    begin: async (profile: object = {}) => {
      table = await recipients.createTable();
      const at = '2026-11-23T12:00:00Z';
      await put({
        ...userKey('ada'),
        ...{ userId: 'ada', email: 'ada@example.com', devices: [], createdAt: at, updatedAt: at },
        ...profile,
      });
      await put({ ...addressKey('ada@example.com'), owner: 'ada', claimedAt: 1 });
      now = start;
      queued.length = 0;
      holds.length = 0;
    },
    /** The message that Scheduler brings when the last hold ends, at that time. */
    waitForRelease: (): RequestMessage => {
      const held = holds.at(-1);
      if (held === undefined) throw new Error('nothing was held');
      const { round, channels: names, until } = held.hold;
      now = Math.max(now, until);
      return { ...held.message, release: { round, channels: [...names] } };
    },
    wait: (ms: number) => {
      now += ms;
    },
    toldIds: () => [...new Set(queued.map(({ request }) => request.notificationId))],
    logOfAda: async () =>
      (await createReadUsage(dynamo, table)('USER#ada')).log.map((use) => use.at - start),
    close: async () => {
      connection.raw.destroy();
      await recipients.close();
    },
  };
};

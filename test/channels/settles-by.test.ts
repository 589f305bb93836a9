import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deliveryId, randomNotificationId } from '#core/ids.ts';
import type { DeliveryMessage } from '#core/messages.ts';
import { emailWorker } from '#functions/channels/email/worker.ts';
import { inAppWorker } from '#functions/channels/in-app/worker.ts';
import { channels } from '#functions/channels/index.ts';
import { pushWorker } from '#functions/channels/push/worker.ts';
import { smsWorker } from '#functions/channels/sms/worker.ts';
import { webhookWorker } from '#functions/channels/webhook/worker.ts';
import { createNotificationsTable } from '#platform/notifications-table.ts';
import { type Runtime, systemRuntime } from '#platform/runtime.ts';
import { environment } from '../../simulation/settings.ts';
import { startTablesInMemory, type TablesInMemory } from './tables-in-memory.ts';

const now = 1_800_000_000_000;
const hour = 3_600;
const runtime: Runtime = { ...systemRuntime, now: () => now };
const withFallbacks = {
  ...environment,
  FALLBACK_SMS_PROVIDER: 'SNS',
  FALLBACK_REGION: 'eu-central-1',
};

let tables: TablesInMemory;
beforeAll(async () => {
  tables = await startTablesInMemory('notifications');
});
afterAll(() => tables.close());

/** A channel's worker as it is deployed, but on these tables: only what keeps its deliveries is looked at. */
const storeOf = {
  EMAIL: () => {
    const env = emailWorker.env.parse(withFallbacks);
    const clients = { ...emailWorker.clients(env), dynamo: tables.dynamo };
    return emailWorker.build(env, clients, runtime).store;
  },
  SMS: () => {
    const env = smsWorker.env.parse(withFallbacks);
    const clients = { ...smsWorker.clients(env), dynamo: tables.dynamo };
    return smsWorker.build(env, clients, runtime).store;
  },
  PUSH: () => {
    const env = pushWorker.env.parse(withFallbacks);
    const clients = { ...pushWorker.clients(env), dynamo: tables.dynamo };
    return pushWorker.build(env, clients, runtime).store;
  },
  IN_APP: () => {
    const env = inAppWorker.env.parse(withFallbacks);
    const clients = { ...inAppWorker.clients(env), dynamo: tables.dynamo };
    return inAppWorker.build(env, clients, runtime).store;
  },
  WEBHOOK: () => {
    const env = webhookWorker.env.parse(withFallbacks);
    const clients = { ...webhookWorker.clients(env), dynamo: tables.dynamo };
    return webhookWorker.build(env, clients, runtime).store;
  },
} as const;
type Name = keyof typeof storeOf;

/** How long a delivery is awaited that this provider may have; undefined where UNCERTAIN is the end at once. */
const awaitedSeconds = async (channel: Name, provider: string | undefined) => {
  const notificationId = randomNotificationId(crypto.getRandomValues(new Uint8Array(16)));
  const key = `${channel}-abcdefghij`;
  await createNotificationsTable(tables.dynamo, 'notifications').create({
    notificationId,
    status: 'ROUTED',
    templateId: 'WELCOME',
    category: 'account',
    priority: 'HIGH',
    recipientKey: 'USER#ada',
    createdAt: now,
    expiresAt: now + 86_400_000,
    deliveries: { [key]: { channel, status: 'QUEUED', address: '***', attempt: 0, round: 0 } },
    timeline: [],
  });
  const store = storeOf[channel]();
  const message = { deliveryId: deliveryId(notificationId, key), round: 0 } as DeliveryMessage;
  const claimed = await store.claim(message, 'claim-1');
  if (claimed === undefined) throw new Error('it could not be claimed');
  const finished = await store.finish(message, claimed.delivery, {
    status: 'UNCERTAIN',
    ...(provider === undefined ? {} : { provider }),
  });
  const { settlesBy } = finished?.delivery ?? {};
  return settlesBy === undefined ? undefined : (settlesBy - now) / 1000;
};

describe('what may have been sent is awaited', () => {
  const rows = [
    ['EMAIL', 'SES', hour],
    // In a region without a configuration set nobody speaks of it.
    ['EMAIL', 'SES/eu-central-1', undefined],
    ['SMS', 'END_USER_MESSAGING', 72 * hour],
    ['SMS', 'SNS', undefined],
    ['PUSH', 'SNS', undefined],
    ['IN_APP', 'HERALD', undefined],
    ['WEBHOOK', 'WEBHOOK', undefined],
    // A copy died: whoever may have it speaks for it.
    ['EMAIL', undefined, hour],
    ['SMS', undefined, 72 * hour],
    ['PUSH', undefined, undefined],
  ] as const;

  test('every channel has a row', () => {
    expect([...new Set(rows.map(([channel]) => channel))].toSorted()).toEqual(
      channels.map(({ name }) => name).toSorted(),
    );
  });

  test.each(rows)('by %s through %s for %s seconds', async (channel, provider, seconds) => {
    expect(await awaitedSeconds(channel, provider)).toBe(seconds);
  });
});

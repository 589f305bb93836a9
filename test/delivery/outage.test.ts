import { afterAll, beforeAll, expect, test } from 'vitest';
import { coolDownMs } from '#core/circuit.ts';
import { deliveryId, deliveryKey, randomNotificationId } from '#core/ids.ts';
import type { DeliveryMessage } from '#core/messages.ts';
import { type Priority, type Speed, speedOf } from '#core/priority.ts';
import { createChannelGate } from '#functions/delivery/channel-gate.ts';
import { deliver } from '#functions/delivery/deliver.ts';
import type { DeliverDeps } from '#functions/delivery/deliver-deps.ts';
import { createDeliveryStore } from '#functions/delivery/delivery-store.ts';
import { maxReceiveCounts } from '#lib/retry-policies.ts';
import { stages } from '#lib/stages.ts';
import { createChannelsTable } from '#platform/channels-table.ts';
import { createNotificationsTable } from '#platform/notifications-table.ts';
import { tableKeys } from '#platform/table-keys.ts';
import { startTablesInMemory, type TablesInMemory } from '../channels/tables-in-memory.ts';

const start = 1_800_000_000_000;
const hourMs = 3_600_000;
const policies = stages.prod.retryPolicies;

let tables: TablesInMemory;
beforeAll(async () => {
  tables = await startTablesInMemory('notifications');
  await tables.createTable('channels', tableKeys.channels);
});
afterAll(() => tables.close());

/** A message in its lane's queue, as SQS knows it. */
interface Queued {
  readonly message: DeliveryMessage;
  readonly speed: Speed;
  visibleAt: number;
  receives: number;
  firstReceivedAt?: number;
}

const messageOf = (priority: Priority, position: number, expiresAt: number): DeliveryMessage => {
  const notificationId = randomNotificationId(crypto.getRandomValues(new Uint8Array(16)));
  const key = deliveryKey('SMS', `${String(position).padStart(10, '0')}xxxxxxxxxxxx`);
  return {
    schemaVersion: 1,
    deliveryId: deliveryId(notificationId, key),
    channel: 'SMS',
    address: '+14155550123',
    round: 0,
    request: {
      schemaVersion: 1,
      notificationId,
      templateId: 'WELCOME',
      recipient: { type: 'USER_ID', identifier: 'ada' },
      data: {},
      priority,
      caller: '1/Orders',
      acceptedAt: start,
      expiresAt,
    },
  };
};

test('an hour without the only provider loses nothing, parks nothing, and lets what is urgent out first', async () => {
  const notifications = createNotificationsTable(tables.dynamo, 'notifications');
  let now = start;
  const outageEnds = start + hourMs;
  const calls: number[] = [];
  const sent = new Map<string, number>();
  // The same every time: what is left to chance is spread, and no test is.
  let chance = 0;
  const random = () => {
    chance = (chance + 0.618) % 1;
    return chance;
  };
  /** Each lane is a container of its own. */
  const laneDeps = (): DeliverDeps => {
    const gate = createChannelGate({
      channel: 'SMS',
      providers: [
        {
          name: 'ONLY',
          isShared: true,
          feedbackWithinSeconds: 0,
          send: async (sending) => {
            calls.push(now);
            if (now < outageEnds) {
              return { kind: 'refused-for-now', reason: 'PROVIDER_UNAVAILABLE', detail: 'down' };
            }
            sent.set(sending.deliveryId, now);
            return { kind: 'sent', provider: 'ONLY' };
          },
        },
      ],
      table: createChannelsTable(tables.dynamo, 'channels'),
      now: () => now,
    });
    return {
      store: createDeliveryStore(notifications, () => now),
      render: () => ({ kind: 'rendered', content: { text: 'x' } }),
      closed: gate.closed,
      send: gate.send,
      publish: async () => {},
      scheduleRelease: async () => {
        throw new Error('an hour is not a day: nothing is held');
      },
      scheduleNext: async () => {},
      categoryOf: () => undefined,
      retryPolicies: policies,
      newClaim: () => crypto.randomUUID(),
      now: () => now,
      random,
    };
  };
  const deps = { express: laneDeps(), standard: laneDeps() };

  const lasting = start + 3 * 24 * hourMs;
  const wanted: DeliveryMessage[] = Array.from({ length: 24 }, (_, position) =>
    messageOf(position % 2 === 0 ? 'CRITICAL' : 'LOW', position, lasting),
  );
  const code = messageOf('CRITICAL', 99, start + 10 * 60_000);
  for (const { request, channel, deliveryId: id } of [...wanted, code]) {
    await notifications.create({
      notificationId: request.notificationId,
      status: 'ROUTED',
      templateId: request.templateId,
      category: 'account',
      priority: request.priority,
      recipientKey: 'USER#ada',
      createdAt: start,
      expiresAt: request.expiresAt,
      deliveries: {
        [id.slice(request.notificationId.length + 1)]: {
          channel,
          status: 'QUEUED',
          address: '***',
          attempt: 0,
          round: 0,
        },
      },
      timeline: [],
    });
  }

  const queue: Queued[] = [...wanted, code].map((message) => ({
    message,
    speed: speedOf(message.request.priority),
    visibleAt: start,
    receives: 0,
  }));
  let mostReceives = { express: 0, standard: 0 };
  while (queue.length > 0) {
    const [first] = queue.toSorted((one, other) => one.visibleAt - other.visibleAt);
    if (first === undefined) break;
    now = Math.max(now, first.visibleAt);
    const batch = queue
      .filter(({ speed, visibleAt }) => speed === first.speed && visibleAt <= now)
      .slice(0, 10);
    const results = await deliver(
      batch.map((queued) => {
        queued.receives += 1;
        queued.firstReceivedAt ??= now;
        return {
          message: queued.message,
          messageId: queued.message.deliveryId,
          receiveCount: queued.receives,
          firstReceivedAt: queued.firstReceivedAt,
        };
      }),
      deps[first.speed],
    );
    for (const [position, queued] of batch.entries()) {
      const result = results[position];
      mostReceives = {
        ...mostReceives,
        [queued.speed]: Math.max(mostReceives[queued.speed], queued.receives),
      };
      if (result?.kind === 'retry') {
        queued.visibleAt = now + Math.ceil(result.afterSeconds ?? 0) * 1_000;
      } else queue.splice(queue.indexOf(queued), 1);
    }
    expect(now, 'it ends').toBeLessThan(outageEnds + hourMs);
  }

  const statusOf = async ({ request, deliveryId: id }: DeliveryMessage) => {
    const record = await notifications.get(request.notificationId);
    return record?.deliveries?.[id.slice(request.notificationId.length + 1)]?.status;
  };
  for (const message of wanted) expect(await statusOf(message)).toBe('SENT');
  expect(await statusOf(code)).toBe('EXPIRED');
  expect(sent.has(code.deliveryId)).toBe(false);

  // SQS parks after these; nothing came near.
  const allowed = maxReceiveCounts(policies);
  expect(mostReceives.express).toBeLessThan(allowed.express);
  expect(mostReceives.standard).toBeLessThan(allowed.standard);

  // One call in a quarter of a minute tries a provider that is out, of all containers together.
  const inVain = calls.filter((at) => at < outageEnds).length;
  expect(inVain).toBeLessThan(hourMs / coolDownMs + 24);

  const waited = (urgent: boolean) =>
    wanted
      .filter(({ request }) => (request.priority === 'CRITICAL') === urgent)
      .map(({ deliveryId: id }) => (sent.get(id) ?? Number.POSITIVE_INFINITY) - outageEnds)
      .toSorted((one, other) => one - other);
  const [urgent, others] = [waited(true), waited(false)];
  // A quarter of a minute until somebody tries it, and then its own delay.
  expect(urgent.at(-1)).toBeLessThanOrEqual(60_000);
  expect(others.at(-1)).toBeLessThanOrEqual(300_000);
  const median = (times: readonly number[]) => times[Math.floor(times.length / 2)] ?? 0;
  expect(median(urgent)).toBeLessThan(median(others));
  expect(urgent.at(-1)).toBeLessThan(others.at(-1) ?? 0);
});

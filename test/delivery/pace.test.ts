import { expect, test } from 'vitest';
import type { DeliveryMessage } from '#core/messages.ts';
import type { NotificationRecord } from '#core/notification.ts';
import { deliver } from '#functions/delivery/deliver.ts';
import { createPace } from '#functions/delivery/pace.ts';
import { stages } from '#lib/stages.ts';
import { categories } from '#templates/categories.ts';

const intervalMs = 250;

/** Time that passes only while somebody waits, or works. */
const clock = () => {
  let time = 1_000;
  return {
    now: () => time,
    sleep: async (milliseconds: number) => {
      time += milliseconds;
    },
  };
};

test('a batch sends at its turns, and leaves the last one its time', async () => {
  const { now, sleep } = clock();
  const turns = createPace(intervalMs, { now, sleep })(3);
  const at = [];
  for (const position of [0, 1, 2]) {
    await turns.wait(position);
    at.push(now() - 1_000);
  }
  await turns.end();
  expect(at).toEqual([0, 250, 500]);
  expect(now() - 1_000).toBe(750);
});

test('who was slow waits for nothing', async () => {
  const { now, sleep } = clock();
  const turns = createPace(intervalMs, { now, sleep })(2);
  await sleep(600);
  await turns.wait(1);
  await turns.end();
  expect(now()).toBe(1_600);
});

test('one after the other in whichever container, batches of one keep to it as well', async () => {
  const { now, sleep } = clock();
  const at = [];
  for (let count = 0; count < 4; count += 1) {
    const turns = createPace(intervalMs, { now, sleep })(1);
    await turns.wait(0);
    at.push(now() - 1_000);
    await turns.end();
  }
  expect(at).toEqual([0, 250, 500, 750]);
});

/** A batch of a lane whose every delivery stands in a store that takes all. */
const laneOf = ({ now, sleep }: ReturnType<typeof clock>) => {
  const claimed: number[] = [];
  const ended: string[] = [];
  const write = async ({ deliveryId, request }: DeliveryMessage, status: 'SENDING' | 'SENT') => {
    const delivery = {
      ...{ channel: 'EMAIL', status, address: 'a***', attempt: 1, round: 0, firstAttemptAt: now() },
    };
    const { notificationId } = request;
    const key = deliveryId.slice(notificationId.length + 1);
    const timeline = [{ at: now(), event: status, delivery: key }];
    const record = { notificationId, timeline, deliveries: { [key]: delivery } };
    return { record: record as Partial<NotificationRecord> as NotificationRecord, delivery };
  };
  const never = (what: string) => async () => {
    ended.push(what);
    return undefined;
  };
  const pace = createPace(intervalMs, { now, sleep });
  const send = (positions: readonly number[]) =>
    deliver(
      positions.map((position) => ({
        message: messageAt(position),
        messageId: String(position),
        receiveCount: 1,
        firstReceivedAt: 0,
      })),
      {
        store: {
          read: never('read'),
          takeOver: never('taken over'),
          tellSent: never('told'),
          end: never('ended'),
          hold: never('held'),
          postpone: never('postponed'),
          claim: (message) => {
            claimed.push(now() - 1_000);
            return write(message, 'SENDING');
          },
          finish: (message, _, { status }) =>
            write(message, status === 'SENT' ? 'SENT' : 'SENDING'),
        },
        pace,
        render: () => ({ kind: 'rendered', content: {} }),
        send: async () => ({ kind: 'sent', provider: 'NONE' }),
        publish: async () => {},
        scheduleRelease: async () => {},
        scheduleNext: async () => {},
        categoryOf: () => categories.get('orders'),
        retryPolicies: stages.dev.retryPolicies,
        now,
        newClaim: () => crypto.randomUUID(),
        random: () => 0.5,
      },
    );
  return { claimed, ended, send };
};

const messageAt = (position: number): DeliveryMessage => ({
  schemaVersion: 1,
  deliveryId: `ntf_0000000000000000000000001-EMAIL-${String(position).padStart(10, 'a')}`,
  channel: 'EMAIL',
  address: 'ada@example.com',
  round: 0,
  request: {
    schemaVersion: 1,
    notificationId: 'ntf_0000000000000000000000001',
    templateId: 'WELCOME',
    recipient: { type: 'EMAIL', identifier: 'ada@example.com' },
    data: {},
    priority: 'LOW',
    caller: '1/Orders',
    acceptedAt: 0,
    expiresAt: 1_000_000,
  },
});

test('a lane claims nothing before its turn, and answers after the last one', async () => {
  const time = clock();
  const { claimed, send } = laneOf(time);
  await send([0, 1, 2]);
  expect(claimed).toHaveLength(3);
  expect(Math.max(...claimed)).toBeGreaterThanOrEqual(2 * intervalMs);
  expect(time.now() - 1_000).toBeGreaterThanOrEqual(3 * intervalMs);
});

test('what is over a provider’s rate is late, and nothing of it is dropped or comes back', async () => {
  const time = clock();
  const { claimed, ended, send } = laneOf(time);
  const results = [];
  for (let batch = 0; batch < 20; batch += 1) {
    results.push(...(await send(Array.from({ length: 10 }, (_, place) => batch * 10 + place))));
  }
  expect(results.map(({ event }) => event)).toEqual(Array(200).fill('delivery-sent'));
  expect(ended).toEqual([]);
  expect(claimed).toHaveLength(200);
  expect(time.now() - 1_000).toBeGreaterThanOrEqual(200 * intervalMs);
});

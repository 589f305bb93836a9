import { expect, test } from 'vitest';
import type { DeliveryMessage } from '#core/messages.ts';
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

test('a lane claims nothing before its turn, and answers after the last one', async () => {
  const { now, sleep } = clock();
  const claimed: number[] = [];
  const nothing = async () => undefined;
  const store = { read: nothing, takeOver: nothing, finish: nothing, tellSent: nothing };
  const message = (position: number): DeliveryMessage => ({
    schemaVersion: 1,
    deliveryId: `ntf_0000000000000000000000001-EMAIL-abcdefghi${position}`,
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
  await deliver(
    [0, 1, 2].map((position) => ({
      message: message(position),
      messageId: String(position),
      receiveCount: 1,
      firstReceivedAt: 0,
    })),
    {
      store: {
        ...store,
        end: nothing,
        hold: nothing,
        postpone: nothing,
        claim: async () => {
          claimed.push(now() - 1_000);
          return undefined;
        },
      },
      pace: createPace(intervalMs, { now, sleep: async (ms) => sleep(ms) }),
      render: () => ({ kind: 'failed', detail: 'never' }),
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
  expect(claimed).toHaveLength(3);
  expect(Math.max(...claimed)).toBeGreaterThanOrEqual(2 * intervalMs);
  expect(now() - 1_000).toBeGreaterThanOrEqual(3 * intervalMs);
});

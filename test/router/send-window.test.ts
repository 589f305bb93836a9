import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Category } from '#core/category.ts';
import { categories } from '#templates/categories.ts';
import { ada, hour, perHour, start, startRouterWorld } from './router-world.ts';

let world: Awaited<ReturnType<typeof startRouterWorld>>;
beforeAll(async () => {
  world = await startRouterWorld();
});
/** It is Monday, five in the afternoon by her clock. */
beforeEach(() => world.begin({ timeZone: 'Asia/Karachi' }));
afterAll(() => world.close());

const weekDays = ['MON', 'TUE', 'WED', 'THU', 'FRI'] as const;
const office = { weekly: [{ days: [...weekDays], from: '09:00', to: '17:00' }] };
const evening = { weekly: [{ days: [...weekDays], from: '16:00', to: '20:00' }] };
const unlimited = { recipientLimits: undefined };
const untilNine = 16 * hour;

test('outside of its window it is HELD until that opens, and released once, however often its release comes', async () => {
  const message = await world.accepted(ada, { sendWindow: office });

  await world.route([message], unlimited);

  expect(world.queued).toEqual([]);
  expect(world.holds.map(({ hold }) => hold)).toEqual([
    { round: 1, channels: ['EMAIL', 'IN_APP'], until: start + untilNine },
  ]);
  const held = await world.notifications.get(message.notificationId);
  expect(held).toMatchObject({
    decisions: {
      EMAIL: {
        verdict: 'HOLD',
        reason: 'SEND_WINDOW',
        rule: 'send-window',
        until: start + untilNine,
        inputs: { timeZone: 'Asia/Karachi', of: 'send' },
      },
    },
  });
  expect(
    Object.values(held?.deliveries ?? {}).map(({ status, reason }) => [status, reason]),
  ).toEqual([
    ['HELD', 'SEND_WINDOW'],
    ['HELD', 'SEND_WINDOW'],
  ]);

  const release = world.waitForRelease();
  for (const copy of [release, release, message]) await world.route([copy], unlimited);

  expect(world.holds).toHaveLength(1);
  const rounds = world.queued.map(({ channel, round }) => `${channel} ${round}`);
  expect(new Set(rounds)).toEqual(new Set(['EMAIL 1', 'IN_APP 1']));
});

test('within it, it goes into its lanes at once, which know when that ends', async () => {
  await world.route([await world.accepted(ada, { sendWindow: evening })], unlimited);

  expect(world.holds).toEqual([]);
  expect(world.queued.map(({ windowUntil, quietFrom }) => [windowUntil, quietFrom])).toEqual([
    [start + 3 * hour, undefined],
    [start + 3 * hour, undefined],
  ]);
});

test('its lanes know of the quiet hours where those begin first', async () => {
  const quietHours = { weekly: [{ days: [...weekDays], from: '18:00', to: '23:00' }] };
  await world.begin({ timeZone: 'Asia/Karachi', quietHours });

  await world.route([await world.accepted(ada, { sendWindow: evening })], unlimited);

  const [first] = world.queued;
  expect([first?.windowUntil, first?.quietFrom]).toEqual([undefined, start + hour]);
});

test("a category's window holds what names none, and a send's own only narrows it", async () => {
  const orders = categories.get('orders');
  if (orders === undefined) throw new Error('there are no orders');
  const limited: Category = { ...orders, sendWindow: evening };
  const deps = { ...unlimited, categories: new Map(categories).set('orders', limited) };

  await world.route([await world.accepted(ada)], deps);
  expect(world.holds).toEqual([]);
  await world.route([await world.accepted(ada, { sendWindow: office })], deps);

  // Both are open from four to five on Tuesday.
  expect(world.holds.map(({ hold }) => hold.until)).toEqual([start + 23 * hour]);
});

test('a place under a limit lies where the window is open', async () => {
  const last = { weekly: [{ days: [...weekDays], from: '16:00', to: '17:30' }] };
  for (let count = 0; count < 3; count += 1) {
    await world.route([await world.accepted(ada, { sendWindow: last })]);
  }

  // Two are told; the third has room at six, when nothing is told, and so at four on Tuesday.
  expect(world.toldIds()).toHaveLength(2);
  expect(world.holds.map(({ hold }) => hold.until)).toEqual([start + 23 * hour]);
  expect(await world.logOfAda()).toEqual([0, 0, 23 * hour]);
  expect(perHour.overall).toEqual([{ count: 2, perSeconds: 3_600 }]);
});

test('what expires before its window opens ends as EXPIRED', async () => {
  const expiresAt = start + hour;
  await world.route([await world.accepted(ada, { sendWindow: office, expiresAt })], unlimited);
  expect(world.holds.map(({ hold }) => hold.until)).toEqual([expiresAt]);

  const release = world.waitForRelease();
  await world.route([release], unlimited);

  const record = await world.notifications.get(release.notificationId);
  const statuses = Object.values(record?.deliveries ?? {}).map(({ status }) => status);
  expect(statuses).toEqual(['EXPIRED', 'EXPIRED']);
  expect(world.queued).toEqual([]);
});

test('routed again after a crash when its window has closed, its lanes hold it at once', async () => {
  const message = await world.accepted(ada, { sendWindow: evening });
  const died = async () => world.queued.splice(0);
  await world.route([message], { ...unlimited, enqueue: died });
  world.wait(4 * hour);

  await world.route([message], unlimited);

  expect(world.queued.map(({ windowUntil }) => windowUntil)).toEqual([
    start + 4 * hour,
    start + 4 * hour,
  ]);
});

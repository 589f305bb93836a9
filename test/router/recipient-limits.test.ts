import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { RequestMessage } from '#core/messages.ts';
import type { RecipientRef } from '#core/recipient.ts';
import { recipientLimits } from '#functions/router/count-uses.ts';
import { categories } from '#templates/categories.ts';
import { ada, hour, start, startRouterWorld } from './router-world.ts';

let world: Awaited<ReturnType<typeof startRouterWorld>>;
beforeAll(async () => {
  world = await startRouterWorld();
});
beforeEach(() => world.begin());
afterAll(() => world.close());

test('of five in one batch to one person two are told, and each other one has a place of its own', async () => {
  const byEmail: RecipientRef = { type: 'EMAIL', identifier: 'ada@example.com' };
  const messages = [];
  for (const ref of [ada, byEmail, ada, byEmail, ada]) messages.push(await world.accepted(ref));
  world.calls.length = 0;

  await world.route(messages);

  // Two reads for the batch, a write for its one person, and a write for each notification.
  expect(world.calls.toSorted()).toEqual([
    ...Array(2).fill('BatchGetItemCommand'),
    ...Array(6).fill('UpdateItemCommand'),
  ]);
  expect(world.toldIds()).toEqual(messages.slice(0, 2).map(({ notificationId }) => notificationId));
  expect(world.holds.map(({ hold }) => hold.until - start)).toEqual([hour, hour, 2 * hour]);
  const [, , third] = messages;
  expect(await world.notifications.get(third?.notificationId ?? '')).toMatchObject({
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
  const messages = [
    await world.accepted(ada),
    await world.accepted(ada),
    await world.accepted(ada),
  ];
  await world.route(messages);
  const [, , held] = messages;
  if (held === undefined) throw new Error('nothing was held');
  const release = world.waitForRelease();

  for (const copy of [release, release, held]) await world.route([copy]);

  expect(world.toldIds()).toHaveLength(3);
  expect(world.holds).toHaveLength(1);
  expect(await world.logOfAda()).toEqual([0, 0, hour]);
});

test('killed after it was counted and before it was routed, it counts once', async () => {
  const message = await world.accepted(ada);
  const dying = async () => {
    throw new Error('killed');
  };

  expect(await world.route([message], { write: dying })).toEqual(['retry']);
  world.wait(60_000);
  expect(await world.route([message])).toEqual(['done']);

  expect(await world.logOfAda()).toEqual([0]);
  expect(world.toldIds()).toHaveLength(1);
});

test('of routers that read the same log at once one goes on, and the others look again', async () => {
  const messages = [];
  for (let count = 0; count < 4; count += 1) messages.push(await world.accepted(ada));
  let pending: readonly RequestMessage[] = messages;
  for (let turn = 0; pending.length > 0 && turn < 10; turn += 1) {
    const kinds = await Promise.all(
      pending.map(async (message) => (await world.route([message]))[0]),
    );
    pending = pending.filter((_, position) => kinds[position] !== 'done');
  }
  expect(pending).toEqual([]);
  expect(world.toldIds()).toHaveLength(2);
  expect(await world.logOfAda()).toEqual([0, 0, hour, hour]);
});

test('a log that cannot be written keeps back who counts, and nobody else', async () => {
  const messages = [
    await world.accepted(ada),
    await world.accepted(ada, { priority: 'CRITICAL' }),
    await world.accepted(
      { type: 'EMAIL', identifier: 'other@example.com' },
      { priority: 'CRITICAL' },
    ),
  ];
  const throttled = async () => {
    throw new Error('throttled');
  };
  expect(await world.route(messages, { writeUsage: throttled })).toEqual(['retry', 'done', 'done']);
  expect(world.toldIds()).toHaveLength(2);
});

test.each([
  ['nobody is limited', { recipientLimits: undefined }, {}],
  ['it is urgent', {}, { priority: 'CRITICAL' as const }],
  ['no limit is on its category', { recipientLimits: recipientLimits(categories, []) }, {}],
])('where %s it costs no write', async (_, over, send) => {
  const message = await world.accepted(ada, send);
  world.calls.length = 0;
  await world.route([message], over);
  expect(world.calls.filter((name) => name === 'UpdateItemCommand')).toHaveLength(1);
  expect(await world.logOfAda()).toEqual([]);
  expect(world.toldIds()).toHaveLength(1);
});

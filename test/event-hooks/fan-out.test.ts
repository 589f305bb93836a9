import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isWanted } from '#functions/event-hooks/event-hook.ts';
import { FanOutMessage, type HookDeliveryMessage } from '#functions/event-hooks/hook-messages.ts';
import { eventOf, type HooksWorld, startHooksWorld } from './hooks-world.ts';

const url = 'https://hooks.example.com/';
const hour = 3_600_000;
const day = 24 * hour;

let world: HooksWorld;
beforeEach(async () => {
  world = await startHooksWorld();
});
afterEach(() => world.close());

const itemCount = async () =>
  (await world.dynamo.send(new ScanCommand({ TableName: world.table }))).Count;
const idsOf = (messages: readonly HookDeliveryMessage[]) =>
  messages.map(({ webhookId, event }) => `${webhookId.at(-1)} ${event.id}`).toSorted();

describe('a filter', () => {
  const sent = eventOf('e.1');
  const reply = eventOf('r.STOP', { type: 'herald.reply.received', data: { channel: 'SMS' } });

  test.each([
    ['nothing', {}, true, true],
    ['a type', { events: ['herald.delivery.sent'] }, true, false],
    ['another type', { events: ['herald.delivery.bounced'] }, false, false],
    ['a channel', { channels: ['SMS', 'PUSH'] }, false, true],
    ['a template', { templateIds: ['ORDER_SHIPPED'] }, true, false],
    ['both of which one fits', { channels: ['EMAIL'], templateIds: ['OTHER'] }, false, false],
  ])('by %s', (_, filter, takesSent, takesReply) => {
    expect([isWanted(filter, sent), isWanted(filter, reply)]).toEqual([takesSent, takesReply]);
  });
});

test('queues a copy for each receiver that wants an event, and for no other', async () => {
  await world.makeHook({ url });
  await world.makeHook({ url, events: ['herald.delivery.bounced'] });
  await world.makeHook({ url, enabled: false });
  const bounced = eventOf('b.1', { type: 'herald.delivery.bounced' });
  const results = await world.publish([eventOf('s.1'), bounced]);
  expect(results).toMatchObject([
    { kind: 'done', event: 'event-fanned-out', ids: { receivers: 1 } },
    { kind: 'done', event: 'event-fanned-out', ids: { receivers: 2 } },
  ]);
  expect(idsOf(world.takeQueued())).toEqual(['1 b.1', '1 s.1', '2 b.1']);
});

test('one that cannot be kept comes again alone, and what is only JSON can be', async () => {
  await world.makeHook({ url });
  const tooLarge = eventOf('l.1', { data: { text: 'x'.repeat(500_000) } });
  const odd = eventOf('o.1', { data: { '': 1e200, deep: [[[[null]]]] } });
  const results = await world.publish([tooLarge, odd, eventOf('s.1')]);
  expect(results).toMatchObject([
    { kind: 'retry', event: 'event-not-logged' },
    { kind: 'done', event: 'event-fanned-out' },
    { kind: 'done', event: 'event-fanned-out' },
  ]);
  expect(idsOf(world.takeQueued())).toEqual(['1 o.1', '1 s.1']);
});

test('writes and queues nothing where there is no receiver', async () => {
  expect(await world.publish([eventOf('s.1')])).toMatchObject([
    { kind: 'done', event: 'event-unheard' },
  ]);
  expect(world.takeQueued()).toEqual([]);
  expect(await itemCount()).toBe(0);
});

test('reads the receivers once for many events', async () => {
  await world.makeHook({ url });
  for (let batch = 0; batch < 20; batch += 1) await world.publish([eventOf(`s.${batch}`)]);
  expect(world.lists()).toBe(1);
});

test('does the same again for a message that comes again', async () => {
  await world.makeHook({ url });
  const batch = [eventOf('s.1'), eventOf('s.2')];
  await world.publish(batch);
  const [items, first] = [await itemCount(), world.takeQueued()];
  await world.publish(batch);
  expect(await itemCount()).toBe(items);
  expect(world.takeQueued()).toEqual(first);
});

test('takes back only the events of which a copy could not be queued', async () => {
  await world.makeHook({ url });
  const queueDeliveries = async (messages: readonly HookDeliveryMessage[]) =>
    messages.filter(({ event }) => event.id === 's.2');
  const results = await world.publish([eventOf('s.1'), eventOf('s.2')], { queueDeliveries });
  expect(results.map(({ kind }) => kind)).toEqual(['done', 'retry']);
});

test('takes what other versions of Herald may add to an event, and nothing that is none', () => {
  const more = { ...eventOf('s.1'), traceparent: '00-x', data: { newField: { deep: [1] } } };
  expect(FanOutMessage.parse(JSON.parse(JSON.stringify(more)))).toEqual(more);
  for (const none of [
    {},
    [],
    'x',
    { ...more, id: '' },
    { ...more, data: 'x' },
    { kind: 'REPLAY' },
  ]) {
    expect(FanOutMessage.safeParse(none).success).toBe(false);
  }
});

describe('a replay', () => {
  const replay = (webhookId: string, from: number, to = world.clock.now) =>
    ({ schemaVersion: 1, kind: 'REPLAY', webhookId, from, to }) as const;

  /** Twelve hours of an event each, while somebody else listens; then a receiver is made. */
  const makeHistory = async () => {
    await world.makeHook({ url, events: ['herald.delivery.bounced'] });
    for (let hours = 0; hours < 12; hours += 1) {
      await world.publish([eventOf(`e.${hours}`)]);
      world.clock.now += hour;
    }
    expect(world.takeQueued()).toEqual([]);
    return world.makeHook({ url });
  };

  test('queues what was logged in its stretch of time, for its receiver only', async () => {
    const began = world.clock.now + 5_000;
    const { webhookId } = await makeHistory();
    const result = await world.publish([replay(webhookId, began + 3 * hour, began + 6 * hour)]);
    expect(result).toMatchObject([
      { kind: 'done', event: 'replay-finished', ids: { webhookId, events: 4 } },
    ]);
    expect(idsOf(world.takeQueued())).toEqual(['2 e.3', '2 e.4', '2 e.5', '2 e.6']);
    expect(world.replays).toEqual([]);
  });

  test('finds an event in the list of deliveries where it was', async () => {
    const hook = await world.makeHook({ url, enabled: true });
    await world.publish([eventOf('e.1')]);
    const [first] = world.takeQueued();
    world.clock.now += hour;
    await world.publish([replay(hook.webhookId, 0)]);
    expect(world.takeQueued()).toEqual([first]);
  });

  test('goes on in steps where there is more than one has time for', async () => {
    const { webhookId } = await makeHistory();
    // Each look at the clock takes the whole time of a step.
    const slow = {
      now: () => {
        world.clock.now += 6_000;
        return world.clock.now;
      },
      log: {
        ...world.log,
        read: (stretch: Parameters<typeof world.log.read>[0]) =>
          world.log.read({ ...stretch, limit: 5 }),
      },
    };
    const replayed: string[] = [];
    let next: FanOutMessage | undefined = replay(webhookId, 0);
    let steps = 0;
    while (next !== undefined) {
      steps += 1;
      await world.publish([next], slow);
      replayed.push(...idsOf(world.takeQueued()));
      next = world.replays.pop();
    }
    expect(steps).toBe(3);
    const all = Array.from({ length: 12 }, (_, hours) => `2 e.${hours}`);
    expect(replayed.toSorted()).toEqual(all.toSorted());
  });

  test('begins its step again where something could not be queued', async () => {
    const { webhookId } = await makeHistory();
    const queueDeliveries = async (messages: readonly HookDeliveryMessage[]) => messages.slice(-1);
    const results = await world.publish([replay(webhookId, 0), eventOf('beside')], {
      queueDeliveries,
    });
    expect(results[0]).toMatchObject({ kind: 'retry', event: 'replay-interrupted' });
    const events = await world.publish([eventOf('beside'), replay(webhookId, 0)]);
    expect(events.map(({ kind }) => kind)).toEqual(['done', 'done']);
  });

  test('stops where its receiver is gone or disabled', async () => {
    const { webhookId } = await makeHistory();
    await world.hooks.replace(webhookId, { url, enabled: false }, world.clock.now);
    expect(await world.publish([replay(webhookId, 0)])).toMatchObject([
      { event: 'replay-stopped' },
    ]);
    await world.hooks.remove(webhookId);
    expect(await world.publish([replay(webhookId, 0)])).toMatchObject([
      { event: 'replay-stopped' },
    ]);
    expect(world.takeQueued()).toEqual([]);
  });
});

test('keeps events for two weeks', async () => {
  await world.makeHook({ url });
  await world.publish([eventOf('e.1')]);
  const { Items = [] } = await world.dynamo.send(new ScanCommand({ TableName: world.table }));
  const logged = Items.find(({ pk }) => String(pk).startsWith('EVENTS'));
  expect(logged?.ttl).toBe((world.clock.now + 14 * day) / 1000);
  // The receivers themselves stay.
  expect(Items.find(({ pk }) => pk === 'HOOKS')).not.toHaveProperty('ttl');
});

import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StatusEvent } from '#core/event.ts';
import { ProblemError } from '#core/problem.ts';
import { createAnalyticsTable } from '#functions/analytics/analytics-table.ts';
import { createAskForRollUps } from '#functions/analytics/ask-for-roll-ups.ts';
import { type AnalyticsWorld, type Fate, startAnalyticsWorld } from './analytics-world.ts';
import { eventOf, noon } from './status-event.ts';

let world: AnalyticsWorld;
beforeAll(async () => {
  world = await startAnalyticsWorld();
});
afterAll(() => world.close());

const someDay = '2026-11-23';

let runs = 0;
/** Each test's own, so that they do not add up. */
const nextTemplate = () => {
  runs += 1;
  return `RUN_${runs}`;
};

const dayMs = 86_400_000;
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);

/** Two mails, of which one arrives, is told of twice and is opened, and a text that is not sent. */
const happenings = (templateId: string, at: number): readonly StatusEvent[] => {
  const number = (position: number) => runs * 10 + position;
  const sent = { templateId, at: at + 1_000, dueAt: at, sentAt: at + 1_000 };
  const delivered = { ...sent, status: 'DELIVERED', at: at + 3_000 } as const;
  const skipped = { channel: 'SMS', status: 'SKIPPED', reason: 'OPTED_OUT' } as const;
  const { provider: _, ...text } = eventOf(number(3), { ...sent, ...skipped });
  return [
    eventOf(number(1), sent),
    eventOf(number(2), sent),
    eventOf(number(1), delivered),
    eventOf(number(1), delivered),
    eventOf(number(1), { ...delivered, engagement: 'OPENED' }),
    text,
  ];
};
const nothing = {
  bounced: 0,
  complained: 0,
  clicked: 0,
  read: 0,
  unsubscribed: 0,
  failed: 0,
  expired: 0,
};
const latency = {
  toSent: { p50Ms: 932, p90Ms: 932, p99Ms: 932 },
  toDelivered: { p50Ms: 1932, p90Ms: 1932, p99Ms: 1932 },
};
const mails = { ...nothing, sent: 2, delivered: 1, opened: 1, skipped: {}, latency };
const texts = {
  ...nothing,
  sent: 0,
  delivered: 0,
  opened: 0,
  skipped: { OPTED_OUT: 1 },
  latency: {},
};
const all = { ...mails, accepted: 3, skipped: { OPTED_OUT: 1 } };

const itemsOf = async (query: Readonly<Record<string, string>>) => {
  const { status, body } = await world.summary(query);
  expect(status).toBe(200);
  return (body as { readonly items: readonly object[] }).items;
};

describe('a summary', () => {
  let templateId: string;
  let day: string;
  beforeAll(async () => {
    templateId = nextTemplate();
    day = dayOf(world.clock.now);
    world.publish(happenings(templateId, world.clock.now));
    await world.settle();
  });

  test.each<readonly [string, Readonly<Record<string, string>>, readonly object[]]>([
    ['a day', {}, [{ day: '2026-11-23', ...all }]],
    ['a template', { groupBy: 'template' }, [{ templateId: 'RUN_1', ...all }]],
    ['a category', { groupBy: 'category' }, [{ category: 'orders', ...all }]],
    ['a variant, of which there is none', { groupBy: 'variant' }, [all]],
    [
      'a channel',
      { groupBy: 'channel' },
      [
        { channel: 'EMAIL', accepted: 2, ...mails },
        { channel: 'SMS', accepted: 1, ...texts },
      ],
    ],
    [
      'a provider, where there is one',
      { groupBy: 'provider' },
      [
        { accepted: 3, ...texts },
        { provider: 'SES', accepted: 0, ...mails },
      ],
    ],
    ['one channel alone', { channel: 'EMAIL' }, [{ day: '2026-11-23', accepted: 2, ...mails }]],
    ['one provider alone', { provider: 'SES' }, [{ day: '2026-11-23', accepted: 0, ...mails }]],
    ['another category', { category: 'security' }, []],
  ])('is by %s', async (_, query, expected) => {
    expect(await itemsOf({ from: day, to: day, templateId, ...query })).toEqual(expected);
  });

  test('of days on which nothing happened is empty', async () => {
    expect(await itemsOf({ from: '2026-08-24', to: '2026-11-22' })).toEqual([]);
  });

  test.each<readonly [string, Readonly<Record<string, string>>, string]>([
    ['no last day', { from: someDay }, '/query/to'],
    ['a day that is none', { from: '2026-02-30', to: '2026-03-01' }, '/query/from'],
    ['days in the wrong order', { from: '2026-03-02', to: '2026-03-01' }, '/query/to'],
    ['93 days', { from: '2026-01-01', to: '2026-04-03' }, '/query/to'],
    ['a group that is none', { from: someDay, to: someDay, groupBy: 'user' }, '/query/groupBy'],
    ['a channel that is none', { from: someDay, to: someDay, channel: 'FAX' }, '/query/channel'],
    ['what is no field', { from: someDay, to: someDay, user: 'ada' }, '/query/user'],
  ])('of %s is refused', async (_, query, pointer) => {
    const refused = await world.summary(query).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ProblemError);
    expect(refused).toMatchObject({ code: 'INVALID_REQUEST', errors: [{ pointer }] });
  });
});

describe('counting', () => {
  const counted = async (templateId: string, at: number) =>
    itemsOf({ from: dayOf(at), to: dayOf(at + 3_000), groupBy: 'template', templateId });

  test.each(['killed', 'throttled'] as const)(
    'comes to the same wherever its process is %s',
    async (kind) => {
      const run = async (fate?: Fate) => {
        const templateId = nextTemplate();
        const at = world.clock.now;
        const [one, two, ...others] = happenings(templateId, at);
        if (one === undefined || two === undefined) throw new Error('nothing happened');
        world.begin(fate);
        world.publish([one, two]);
        await world.settle();
        world.publish(others);
        await world.settle();
        const calls = world.calls.length;
        world.begin();
        expect(await counted(templateId, at), JSON.stringify(fate)).toEqual([
          { templateId, ...all },
        ]);
        return calls;
      };
      const calls = await run();
      expect(calls).toBeGreaterThan(10);
      for (let call = 1; call <= calls; call += 1) await run({ kind, call });
    },
  );

  test('what could not be asked to be added up is asked again', async () => {
    const place = { hour: '2026-11-23T12', shard: 0 };
    const asked: number[] = [];
    let now = noon;
    const { ask, note } = createAskForRollUps({
      queue: async (delayed) => {
        asked.push(...delayed.map(({ delaySeconds }) => delaySeconds));
        return asked.length === 1 ? delayed : [];
      },
      afterSeconds: 60,
      now: () => now,
    });
    await expect(ask([place])).rejects.toThrow('1 hours could not be asked for');
    await ask([place]);
    await ask([place]);
    expect(asked).toEqual([60, 60]);
    // What is counted from now on might be too late for what was asked.
    now += 30_000;
    await ask([place]);
    expect(asked).toEqual([60, 60, 60]);
    // A million ids are added up less often.
    note(place, 1_000_000);
    now += 30_000;
    await ask([place]);
    expect(asked).toEqual([60, 60, 60, 200]);
  });

  test('a batch of a thousand is one write for each part of its hour', async () => {
    const templateId = nextTemplate();
    const at = world.clock.now;
    const times = { at: at + 1, dueAt: at };
    world.begin();
    world.publish(
      Array.from({ length: 1_000 }, (_, number) =>
        eventOf(10_000 + number, { templateId, ...times }),
      ),
    );
    await world.settle();
    const writes = world.calls.filter((name) => name.startsWith('Put'));
    // Two parts, and what each comes to.
    expect(writes).toHaveLength(4);
    expect(await counted(templateId, at)).toMatchObject([{ accepted: 1_000, sent: 1_000 }]);
  });

  test('is of an event’s own day, however late it is told, until it is too old', async () => {
    const templateId = nextTemplate();
    const old = world.clock.now - 29 * dayMs;
    world.publish(happenings(templateId, old));
    runs += 1;
    world.publish(happenings(templateId, old - 2 * dayMs));
    await world.settle();
    const days = { from: dayOf(old - 3 * dayMs), to: dayOf(old + dayMs) };
    expect(await itemsOf({ ...days, templateId })).toEqual([{ day: dayOf(old), ...all }]);
    const never = nextTemplate();
    const ahead = world.clock.now + dayMs;
    world.publish(happenings(never, ahead));
    await world.settle();
    expect(await counted(never, ahead)).toEqual([]);
  });

  test('a skip of a reason that nobody knows any more is counted under it', async () => {
    const { reason: _, ...skip } = eventOf(9, { status: 'SKIPPED', templateId: nextTemplate() });
    world.publish([skip]);
    await world.settle();
    expect(await counted(skip.templateId, skip.at)).toMatchObject([{ skipped: { UNKNOWN: 1 } }]);
  });

  test('an older sum does not undo one that more was counted for', async () => {
    const table = createAnalyticsTable(world.dynamo, world.tableName, 92);
    const place = { hour: '2026-01-01T00', shard: 0 };
    const key = JSON.stringify(['LATE', '', '', 'EMAIL', '', 'failed', '']);
    await table.putCounts(place, new Map([[key, 2]]), 2);
    await table.putCounts(place, new Map([[key, 1]]), 1);
    expect(await itemsOf({ from: '2026-01-01', to: '2026-01-01' })).toMatchObject([{ failed: 2 }]);
  });

  test('segments outlive whatever may still be counted beside them', async () => {
    const { Items = [] } = await world.dynamo.send(
      new QueryCommand({
        TableName: world.tableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': 'SEGMENTS#2026-11-23T12#0' },
      }),
    );
    expect(Items.length).toBeGreaterThan(0);
    const hour = Date.parse('2026-11-23T12:00:00Z');
    for (const { ttl } of Items) expect(ttl).toBe((hour + 35 * dayMs) / 1000);
  });

  test('metrics tell of what happened, by channel alone', async () => {
    world.emitted.length = 0;
    world.publish(happenings(nextTemplate(), world.clock.now));
    await world.settle();
    expect(world.emitted).toEqual([
      {
        channel: 'EMAIL',
        counts: { sent: 2, delivered: 2, opened: 1 },
        durations: { toSent: [1_000, 1_000], toDelivered: [2_000, 2_000] },
      },
      { channel: 'SMS', counts: { skipped: 1 }, durations: {} },
    ]);
  });
});

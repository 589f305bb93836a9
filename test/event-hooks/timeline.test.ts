import { PutCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { positionAt, readTimeline, timelineKey } from '#functions/event-hooks/timeline.ts';
import { type HooksWorld, startHooksWorld } from './hooks-world.ts';

let world: HooksWorld;
beforeAll(async () => {
  world = await startHooksWorld();
});
afterAll(() => world.close());

let timelines = 0;
const write = async (entries: readonly (readonly [number, string])[]) => {
  timelines += 1;
  const timeline = `T${timelines}`;
  for (const [at, id] of entries) {
    const Item = { ...timelineKey(timeline, at, id), id };
    await world.dynamo.send(new PutCommand({ TableName: world.table, Item }));
  }
  return timeline;
};

const readAll = async (timeline: string, limit: number, isNewestFirst: boolean) => {
  const ids: unknown[] = [];
  let [after, before] = [positionAt(0), positionAt(9_999_999_999_999)];
  for (let pages = 0; pages < 100; pages += 1) {
    const page = await readTimeline(world.dynamo, world.table, {
      timeline,
      after,
      before,
      limit,
      isNewestFirst,
    });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    ids.push(...page.items.map(({ id }) => id));
    if (page.next === undefined) return ids;
    if (isNewestFirst) before = page.next;
    else after = page.next;
  }
  throw new Error('it never ends');
};

test('reads every entry once, in order, whatever the size of a page', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.integer({ min: 1, max: 500 }), { maxLength: 40 }),
      fc.integer({ min: 1, max: 12 }),
      async (times, limit) => {
        const timeline = await write(times.map((at) => [at, `evt-${at}`]));
        const inOrder = times.toSorted((a, b) => a - b).map((at) => `evt-${at}`);
        expect(await readAll(timeline, limit, false)).toEqual(inOrder);
        expect(await readAll(timeline, limit, true)).toEqual(inOrder.toReversed());
      },
    ),
    { numRuns: 15 },
  );
});

test('reads a stretch with the first instant in it and the one after its end not', async () => {
  const timeline = await write([
    [9, 'before'],
    [10, 'first'],
    [20, 'last'],
    [21, 'after'],
  ]);
  const { items, next } = await readTimeline(world.dynamo, world.table, {
    timeline,
    after: positionAt(10),
    before: positionAt(21),
    limit: 10,
  });
  expect(items.map(({ id }) => id)).toEqual(['first', 'last']);
  expect(next).toBeUndefined();
});

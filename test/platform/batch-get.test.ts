import type { BatchGetCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { expect, test } from 'vitest';
import { batchGet, type TableKeys } from '#platform/batch-get.ts';

const runtime = {
  now: () => 0,
  random: () => 0,
  randomBytes: () => new Uint8Array(),
  sleep: async () => {},
};

/** A table that holds every key and leaves some unprocessed at first. */
const tableLeaving = (unprocessedAtFirst: number) => {
  const calls: number[] = [];
  const send = async ({ input }: BatchGetCommand) => {
    const requests = Object.entries(input.RequestItems ?? {});
    calls.push(requests.reduce((sum, [, { Keys = [] }]) => sum + Keys.length, 0));
    const left = calls.length === 1 ? unprocessedAtFirst : 0;
    const answers = requests.map(([table, { Keys = [] }]) => [table, Keys.slice(left)] as const);
    const unprocessed = requests.map(
      ([table, { Keys = [] }]) => [table, { Keys: Keys.slice(0, left) }] as const,
    );
    return {
      Responses: Object.fromEntries(answers),
      UnprocessedKeys: left === 0 ? {} : Object.fromEntries(unprocessed),
    };
  };
  return { calls, dynamo: { send } as unknown as DynamoDBDocumentClient };
};

const keys = (table: string, count: number): TableKeys => ({
  table,
  keys: Array.from({ length: count }, (_, position) => ({ pk: `${table}-${position}` })),
});

test('reads several tables in one call', async () => {
  const { calls, dynamo } = tableLeaving(0);
  const found = await batchGet(dynamo, [keys('a', 3), keys('b', 2)], runtime);
  expect(calls).toEqual([5]);
  expect(found.get('a')).toHaveLength(3);
  expect(found.get('b')).toHaveLength(2);
});

test('asks for each key once, however often it is named', async () => {
  const { calls, dynamo } = tableLeaving(0);
  await batchGet(dynamo, [{ table: 'a', keys: [{ pk: 'x' }, { pk: 'x' }] }], runtime);
  expect(calls).toEqual([1]);
});

test('asks again for what was left unprocessed, and only for that', async () => {
  const { calls, dynamo } = tableLeaving(2);
  const found = await batchGet(dynamo, [keys('a', 5)], runtime);
  expect(calls).toEqual([5, 2]);
  expect(found.get('a')).toHaveLength(5);
});

test('reads more than a hundred keys in several calls', async () => {
  const { calls, dynamo } = tableLeaving(1);
  const found = await batchGet(dynamo, [keys('a', 150), keys('b', 70)], runtime);
  expect(calls.reduce((sum, count) => sum + count, 0)).toBe(221);
  expect(Math.max(...calls)).toBe(100);
  expect(found.get('a')).toHaveLength(150);
  expect(found.get('b')).toHaveLength(70);
});

test('asks nothing for nothing', async () => {
  const { calls, dynamo } = tableLeaving(0);
  expect((await batchGet(dynamo, [keys('a', 0)], runtime)).get('a')).toEqual([]);
  expect(calls).toEqual([]);
});

test('gives up loudly when keys stay unprocessed', async () => {
  const send = async ({ input }: BatchGetCommand) => ({
    Responses: {},
    UnprocessedKeys: input.RequestItems,
  });
  const dynamo = { send } as unknown as DynamoDBDocumentClient;
  await expect(batchGet(dynamo, [keys('a', 1)], runtime)).rejects.toThrow('unprocessed');
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chunksOf } from '#platform/chunks.ts';
import { sendBatches } from '#platform/send-batches.ts';

const runtime = {
  now: () => 0,
  random: () => 0,
  randomBytes: () => new Uint8Array(),
  sleep: async () => {},
};
const sizeOf = (entry: number) => entry;

test('fills chunks by count and by bytes, in order, losing none', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 100 })), (entries) => {
      const chunks = chunksOf(entries, { items: 10, bytes: 100 }, sizeOf);
      expect(chunks.flat()).toEqual(entries);
      for (const chunk of chunks) {
        expect(chunk.length).toBeLessThanOrEqual(10);
        expect(chunk.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(100);
      }
    }),
  );
});

test('sends again only what was not taken', async () => {
  const calls: (readonly number[])[] = [];
  const failed = await sendBatches(
    [1, 2, 3],
    100,
    sizeOf,
    async (chunk) => {
      calls.push(chunk);
      return new Set(calls.length === 1 ? [1] : []);
    },
    runtime,
  );
  expect(calls).toEqual([[1, 2, 3], [2]]);
  expect(failed).toEqual([]);
});

test('returns what nobody took after three tries, a call that throws included', async () => {
  let calls = 0;
  const failed = await sendBatches(
    [1, 2],
    100,
    sizeOf,
    async () => {
      calls += 1;
      throw new Error('no queue');
    },
    runtime,
  );
  expect(calls).toBe(3);
  expect(failed).toEqual([1, 2]);
});

test('makes as few calls as ten a call allow', async () => {
  let calls = 0;
  await sendBatches(
    Array.from({ length: 25 }, () => 1),
    100,
    sizeOf,
    async () => {
      calls += 1;
      return new Set();
    },
    runtime,
  );
  expect(calls).toBe(3);
});

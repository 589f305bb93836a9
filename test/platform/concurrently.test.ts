import { expect, test } from 'vitest';
import { concurrently } from '#platform/concurrently.ts';

const numbers = Array.from({ length: 100 }, (_, index) => index);
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

test('returns the results in the items’ order, and never has more than 40 calls under way', async () => {
  let [underWay, most] = [0, 0];
  const doubled = await concurrently(numbers, async (one) => {
    underWay += 1;
    most = Math.max(most, underWay);
    await nextTurn();
    underWay -= 1;
    return one * 2;
  });
  expect(doubled).toEqual(numbers.map((one) => one * 2));
  expect(most).toBe(40);
});

test('begins nothing more once a call has failed: it would go on in the next invocation', async () => {
  const begun: number[] = [];
  const failing = concurrently(numbers, async (one) => {
    begun.push(one);
    await nextTurn();
    if (one === 3) throw new Error('refused');
  });
  await expect(failing).rejects.toThrow('refused');
  const before = begun.length;
  for (let turn = 0; turn < 5; turn += 1) await nextTurn();
  expect(begun).toHaveLength(before);
  expect(before).toBeLessThan(100);
});

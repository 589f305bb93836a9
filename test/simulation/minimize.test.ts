import fc from 'fast-check';
import { expect, test } from 'vitest';
import { minimize } from '../../simulation/minimize.ts';

test('leaves exactly what is needed to fail', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.nat(100), { minLength: 1 }), fc.nat(), async (items, n) => {
      const needed = items.filter((_, position) => position % 3 === n % 3);
      const fails = async (some: readonly number[]) => needed.every((one) => some.includes(one));
      expect(await minimize(items, fails, 10_000)).toEqual(needed);
    }),
    { numRuns: 50 },
  );
});

test('stops after so many runs with what it has', async () => {
  let runs = 0;
  const fails = async () => {
    runs += 1;
    return false;
  };
  expect(await minimize([1, 2, 3, 4, 5, 6, 7, 8], fails, 3)).toHaveLength(8);
  expect(runs).toBe(3);
});

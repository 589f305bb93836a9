import { describe, expect, test } from 'vitest';
import { simulate } from '../../simulation/simulate.ts';

describe('the fault simulation', () => {
  test.each(['1', '2', '3'])('finds nothing lost and nothing twice with seed %s', async (seed) => {
    const { breaches, totals } = await simulate({ seed, notifications: 300 });
    expect(breaches).toEqual([]);
    expect(totals).toMatchObject({ lost: 0, twice: 0 });
    const { accepted, resent: _, ...ends } = totals;
    expect(Object.values(ends).reduce((sum, count) => sum + count, 0)).toBe(accepted);
  });

  test('says the same for the same seed, and something else for another', async () => {
    const run = (seed: string) => simulate({ seed, notifications: 120 });
    const [first, again, other] = [await run('same'), await run('same'), await run('other')];
    expect(again).toEqual(first);
    expect(other.totals).not.toEqual(first.totals);
  });
});

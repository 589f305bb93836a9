import { describe, expect, test } from 'vitest';
import { simulate } from '../../simulation/simulate.ts';
import { aimNamed } from '../../simulation/weather/aims/index.ts';

describe('the fault simulation', () => {
  test.each(['1', '2'])('finds nothing lost and nothing twice with seed %s', async (seed) => {
    const { breaches, totals, weather } = await simulate({
      seed,
      notifications: 150,
      roughness: 5,
    });
    expect(breaches).toEqual([]);
    const { accepted, resent: _, ...ends } = totals;
    expect(ends).toMatchObject({ lost: 0, twice: 0 });
    // Every notification has come to one end.
    expect(Object.values(ends).reduce((sum, count) => sum + count, 0)).toBe(accepted);
    expect(accepted).toBeGreaterThan(40);
    expect(weather.kills).toBeGreaterThan(0);
  });

  test('holds what listens to the events topic, where somebody does', async () => {
    const { breaches, totals } = await simulate({
      seed: '1',
      notifications: 100,
      aim: aimNamed('events-heard'),
    });
    expect(breaches).toEqual([]);
    expect(totals.accepted).toBeGreaterThan(40);
  });

  test('says the same for the same seed, and something else for another', async () => {
    const run = (seed: string) => simulate({ seed, notifications: 40 });
    const [first, again, other] = [await run('same'), await run('same'), await run('other')];
    expect(again).toEqual(first);
    expect(other.weather).not.toEqual(first.weather);
  });
});

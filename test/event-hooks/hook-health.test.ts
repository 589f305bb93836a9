import fc from 'fast-check';
import { expect, test } from 'vitest';
import { afterFailure, type HookHealth, isGivenUp } from '#functions/event-hooks/hook-health.ts';

const minute = 60_000;
const hour = 60 * minute;

const failing = (times: number, everyMs: number): HookHealth => {
  let health: HookHealth | undefined;
  for (let time = 0; time < times; time += 1) health = afterFailure(health, time * everyMs);
  if (health === undefined) throw new Error('it never failed');
  return health;
};

test('lets a receiver fail four times in a row before it is left alone', () => {
  expect(failing(4, minute)).not.toHaveProperty('pausedUntil');
  expect(failing(5, minute)).toMatchObject({ failures: 5, pausedUntil: 4 * minute + 1_000 });
  expect(failing(6, minute)).toMatchObject({ pausedUntil: 5 * minute + 2_000 });
});

test('leaves it alone for five minutes at most, however long it fails', () => {
  fc.assert(
    fc.property(fc.integer({ min: 5, max: 2_000 }), (times) => {
      const { pausedUntil = 0, lastFailedAt } = failing(times, minute);
      expect(pausedUntil - lastFailedAt).toBeGreaterThan(0);
      expect(pausedUntil - lastFailedAt).toBeLessThanOrEqual(5 * minute);
    }),
  );
});

test('gives it up after a day of nothing but failures, and not before', () => {
  const quarters = (hours: number) => failing(hours * 4 + 1, 15 * minute);
  expect(isGivenUp(quarters(22), 22 * hour)).toBe(false);
  expect(isGivenUp(quarters(24), 24 * hour)).toBe(true);
});

test('takes two failures with a day of silence between for two failures', () => {
  const first = afterFailure(undefined, 0);
  const second = afterFailure(first, 25 * hour);
  expect(second).toEqual({ failingSince: 25 * hour, lastFailedAt: 25 * hour, failures: 1 });
  expect(isGivenUp(second, 25 * hour)).toBe(false);
});

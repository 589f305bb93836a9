import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  maxReceiveCount,
  mostReceives,
  type RetryPolicy,
  retryDelaySeconds,
} from '#core/retry-policy.ts';

const express: RetryPolicy = {
  initialSeconds: 2,
  capSeconds: 60,
  doublingForSeconds: 7200,
  thenEverySeconds: 900,
  holdAfterSeconds: 86_400,
};

describe('retryDelaySeconds', () => {
  test('doubles from the first delay to the cap', () => {
    const delays = [1, 2, 3, 4, 5, 6, 7].map((attempt) =>
      retryDelaySeconds(express, attempt, 0, 1),
    );
    expect(delays).toEqual([2, 4, 8, 16, 32, 60, 60]);
  });

  test('comes every quarter of an hour after two hours', () => {
    expect(retryDelaySeconds(express, 200, 7200, 1)).toBe(900);
    expect(retryDelaySeconds(express, 200, 7199, 1)).toBe(60);
  });

  test('takes away at most half of the delay, and never waits less than a second', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 0, max: 90_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempt, elapsed, random) => {
          const full = retryDelaySeconds(express, attempt, elapsed, 1);
          const delay = retryDelaySeconds(express, attempt, elapsed, random);
          expect(delay).toBeGreaterThanOrEqual(Math.max(1, Math.floor(full / 2)));
          expect(delay).toBeLessThanOrEqual(full);
        },
      ),
    );
  });
});

test('leaves as much of a delay to chance as the policy says', () => {
  const delays = (jitter: number) =>
    [0, 1].map((random) => retryDelaySeconds({ ...express, jitter }, 6, 0, random));
  expect(delays(0)).toEqual([60, 60]);
  expect(delays(1)).toEqual([1, 60]);
});

test('the most patient of several policies says how many receives there may be', () => {
  const eager = { ...express, capSeconds: 30 };
  const policies = { express, standard: express };
  const byProvider = { SNS: { express: eager, standard: express } };
  expect(mostReceives('express', policies, byProvider)).toBe(maxReceiveCount(eager));
  expect(mostReceives('standard', policies, byProvider)).toBe(maxReceiveCount(express));
  expect(mostReceives('express', policies)).toBe(maxReceiveCount(express));
});

describe('maxReceiveCount', () => {
  test('leaves room for every retry that the policy can make, and ten more', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1 }),
        (chances) => {
          let elapsed = 0;
          let attempts = 1;
          while (elapsed < express.holdAfterSeconds) {
            const random = chances[attempts % chances.length] ?? 0;
            elapsed += retryDelaySeconds(express, attempts, elapsed, random);
            attempts += 1;
          }
          expect(maxReceiveCount(express)).toBeGreaterThanOrEqual(attempts + 10);
        },
      ),
    );
  });

  test('stays within what SQS allows', () => {
    expect(maxReceiveCount(express)).toBeLessThanOrEqual(1000);
  });
});

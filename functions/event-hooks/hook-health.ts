import * as z from 'zod';
import { Instant } from '#core/instant.ts';

/** That a receiver has failed, and has not taken anything since; a healthy one has none of this. */
export const HookHealth = z.object({
  failingSince: Instant,
  lastFailedAt: Instant,
  /** Rounds in a row: attempts under way at once are one. */
  failures: z.int().positive(),
  /** Until then nobody calls it, and then one to begin with. */
  pausedUntil: Instant.optional(),
});
export type HookHealth = z.infer<typeof HookHealth>;

const secondMs = 1_000;
const hourMs = 3_600 * secondMs;

/** A little less than the day that a delivery is tried for, so that its last attempt finds it so. */
const disabledAfterMs = 23 * hourMs;

/** While anything waits for a receiver it is called every quarter of an hour at least. */
const longestGapMs = hourMs;

/** A failure or two is about what was sent; more are about who should have taken it. */
const failuresUntilPause = 5;
const longestPauseMs = 300 * secondMs;

/** How long one trial keeps the others waiting: longer than an attempt can take. */
const trialMs = 30 * secondMs;

/** The health after one more failure; what failed long ago, with nothing sent since, says nothing. */
export const afterFailure = (health: HookHealth | undefined, now: number): HookHealth => {
  const before =
    health === undefined || now - health.lastFailedAt > longestGapMs
      ? { failingSince: now, failures: 0 }
      : health;
  const failures = before.failures + 1;
  const over = failures - failuresUntilPause;
  return {
    failingSince: before.failingSince,
    lastFailedAt: now,
    failures,
    ...(over < 0
      ? {}
      : { pausedUntil: now + Math.min(longestPauseMs, secondMs * 2 ** Math.min(over, 20)) }),
  };
};

/** Whether there was nothing but failures for a day. */
export const isGivenUp = ({ failingSince }: HookHealth, now: number): boolean =>
  now - failingSince >= disabledAfterMs;

/** Until when the others wait while one tries. */
export const trialEndsAt = (now: number): number => now + trialMs;

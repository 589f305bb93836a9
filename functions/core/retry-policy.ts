import * as z from 'zod';
import { type Speed, speeds } from './priority.ts';

/**
 * How long to wait before a transient failure is tried again (invariant 7): the delay doubles from
 * `initialSeconds` to `capSeconds`; after `doublingForSeconds` it stays at `thenEverySeconds`; what is
 * still failing after `holdAfterSeconds` leaves the queue and is HELD.
 */
export const RetryPolicy = z.object({
  initialSeconds: z.number().positive(),
  capSeconds: z.number().positive(),
  doublingForSeconds: z.number().positive(),
  thenEverySeconds: z.number().positive(),
  holdAfterSeconds: z.number().positive(),
});
export type RetryPolicy = z.infer<typeof RetryPolicy>;

/** One policy per speed. */
export const RetryPolicies = z.record(z.enum(speeds), RetryPolicy);
export type RetryPolicies = Readonly<Record<Speed, RetryPolicy>>;

/** Equal jitter: at least half of the delay, at most all of it. */
const leastJitter = 0.5;

/** Receives that are not retries: duplicates, live leases, a crash of the function. */
const spareReceives = 10;

/**
 * The seconds to wait before attempt number `attempt + 1` (attempts count from 1), `elapsedSeconds`
 * after the first; `random` is in [0, 1).
 */
export const retryDelaySeconds = (
  policy: RetryPolicy,
  attempt: number,
  elapsedSeconds: number,
  random: number,
): number => {
  const base = baseDelaySeconds(policy, attempt, elapsedSeconds);
  return Math.max(1, Math.round(base * (leastJitter + (1 - leastJitter) * random)));
};

/**
 * The receives after which SQS parks a message: the most retries that the policy can make before it
 * holds, and ten to spare. SQS allows 1,000.
 */
export const maxReceiveCount = (policy: RetryPolicy): number => {
  let elapsedSeconds = 0;
  let attempts = 1;
  while (elapsedSeconds < policy.holdAfterSeconds) {
    elapsedSeconds += retryDelaySeconds(policy, attempts, elapsedSeconds, 0);
    attempts += 1;
  }
  return attempts + spareReceives;
};

function baseDelaySeconds(policy: RetryPolicy, attempt: number, elapsedSeconds: number): number {
  if (elapsedSeconds >= policy.doublingForSeconds) return policy.thenEverySeconds;
  return Math.min(policy.capSeconds, policy.initialSeconds * 2 ** Math.min(attempt - 1, 30));
}

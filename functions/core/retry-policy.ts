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
  /** What share of a delay is left to chance, so that what failed together is not tried together: half where absent. */
  jitter: z.number().min(0).max(1).optional(),
  /** Calls after which it is given up as FAILED; absent where only time ends it. */
  attempts: z.int().positive().optional(),
});
export type RetryPolicy = z.infer<typeof RetryPolicy>;

/** Policies by provider, where one differs from the speed's. */
export const ProviderRetryPolicies = z.record(z.string(), z.record(z.enum(speeds), RetryPolicy));
export type ProviderRetryPolicies = Readonly<Record<string, RetryPolicies>>;

/** One policy per speed. */
export const RetryPolicies = z.record(z.enum(speeds), RetryPolicy);
export type RetryPolicies = Readonly<Record<Speed, RetryPolicy>>;

/** Equal jitter: at least half of the delay, at most all of it. */
const usualJitter = 0.5;

/**
 * The most that a Retry-After is heeded: later, the retry policy tries anyway, and SQS hides no message for longer
 * than twelve hours.
 */
export const mostRetryAfterSeconds = 3_600;

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
  const { jitter = usualJitter } = policy;
  return Math.max(1, Math.round(base * (1 - jitter + jitter * random)));
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

/** The receives that the most patient of several policies can need. */
export const mostReceives = (
  speed: Speed,
  policies: RetryPolicies,
  byProvider: ProviderRetryPolicies = {},
): number =>
  Math.max(...[policies, ...Object.values(byProvider)].map((one) => maxReceiveCount(one[speed])));

function baseDelaySeconds(policy: RetryPolicy, attempt: number, elapsedSeconds: number): number {
  if (elapsedSeconds >= policy.doublingForSeconds) return policy.thenEverySeconds;
  return Math.min(policy.capSeconds, policy.initialSeconds * 2 ** Math.min(attempt - 1, 30));
}

import type { RetryPolicies, RetryPolicy } from '#core/retry-policy.ts';

/** A batch costs a write, however large it is; Lambda takes 6 MB of them, and an event with what SQS adds is 2 KB. */
export const gatheredBatchSize = 1_000;

const retryPolicy: RetryPolicy = {
  initialSeconds: 60,
  capSeconds: 900,
  doublingForSeconds: 7_200,
  thenEverySeconds: 7_200,
  holdAfterSeconds: 86_400,
};

/**
 * Nobody waits for a number, and each receive of what is gathered takes as long as that does: few tries, so that
 * what cannot be read is parked within the hour.
 */
export const analyticsRetryPolicies: RetryPolicies = {
  express: retryPolicy,
  standard: retryPolicy,
};

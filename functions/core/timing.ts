/**
 * The clocks of one attempt, each inside the next (invariant 3): the provider gives up, then we stop
 * recording, then Lambda kills the function, then the lease ends, then the message is visible again.
 * So a copy of the message never finds an attempt that is still running.
 */
export const timing = {
  providerTimeoutMs: 10_000,
  recordDeadlineMs: 15_000,
  functionTimeoutSeconds: 20,
  leaseSeconds: 30,
  visibilityTimeoutSeconds: 120,
} as const;

import * as z from 'zod';
import { RetryPoliciesJson } from '#platform/env.ts';

/** What the function needs to know that gives each receiver its own copy. */
export const EventHookFanOutEnv = z.object({
  EVENT_HOOKS_TABLE: z.string().min(1),
  /** Its own queue, for the next step of a replay. */
  EVENT_HOOKS_QUEUE_URL: z.url(),
  EVENT_HOOK_DELIVERIES_QUEUE_URL: z.url(),
  /** JSON: speed -> RetryPolicy. */
  RETRY_POLICIES: RetryPoliciesJson,
});
export type EventHookFanOutEnv = z.input<typeof EventHookFanOutEnv>;

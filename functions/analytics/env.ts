import * as z from 'zod';
import { RetryPoliciesJson } from '#platform/env.ts';

/** What the function needs to know that counts events. */
export const AnalyticsEnv = z.object({
  ANALYTICS_TABLE: z.string().min(1),
  /** Its own queue, for what is to be added up later. */
  ANALYTICS_QUEUE_URL: z.url(),
  ANALYTICS_KEPT_DAYS: z.coerce.number().int().positive(),
  ANALYTICS_SHARDS: z.coerce.number().int().min(1).max(64),
  /** SQS delays a message by 15 minutes at most. */
  ROLL_UP_AFTER_SECONDS: z.coerce.number().int().min(0).max(900),
  /** JSON: speed -> RetryPolicy. */
  RETRY_POLICIES: RetryPoliciesJson,
});
export type AnalyticsEnv = z.input<typeof AnalyticsEnv>;

import * as z from 'zod';
import { RetryPoliciesJson } from '#platform/env.ts';

/** What the feedback function needs to know. */
export const FeedbackEnv = z.object({
  NOTIFICATIONS_TABLE: z.string().min(1),
  RECIPIENTS_TABLE: z.string().min(1),
  EVENTS_TOPIC_ARN: z.string().min(1),
  /** JSON: speed -> RetryPolicy. */
  RETRY_POLICIES: RetryPoliciesJson,
});
export type FeedbackEnv = z.input<typeof FeedbackEnv>;

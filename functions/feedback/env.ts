import * as z from 'zod';
import { RetryPoliciesJson } from '#platform/env.ts';

/** What the feedback function needs to know. */
export const FeedbackEnv = z.object({
  NOTIFICATIONS_TABLE: z.string().min(1),
  RECIPIENTS_TABLE: z.string().min(1),
  EVENTS_TOPIC_ARN: z.string().min(1),
  /** Who helps: what HELP is answered with. Absent where AWS alone answers. */
  REPLY_CONTACT: z.exactOptional(z.string().min(1)),
  /** Who answers. */
  BRAND_NAME: z.string().min(1),
  /** Whether AWS answers nothing, and leaves STOP, START and HELP to us. */
  SELF_MANAGED_OPT_OUTS: z.exactOptional(z.stringbool()),
  /** JSON: speed -> RetryPolicy. */
  RETRY_POLICIES: RetryPoliciesJson,
});
export type FeedbackEnv = z.input<typeof FeedbackEnv>;

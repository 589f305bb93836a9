import * as z from 'zod';
import { LaneUrls, QuietHoursJson, RateLimitsJson, RetryPoliciesJson } from '#platform/env.ts';

/** What the router function needs to know. */
export const RouterEnv = z.object({
  RECIPIENTS_TABLE: z.string().min(1),
  NOTIFICATIONS_TABLE: z.string().min(1),
  EVENTS_TOPIC_ARN: z.string().min(1),
  /** JSON: channel -> speed -> queue URL. */
  LANE_URLS: LaneUrls,
  /** JSON: speed -> RetryPolicy. */
  RETRY_POLICIES: RetryPoliciesJson,
  /** JSON: the quiet hours of who said nothing; absent for none. */
  QUIET_HOURS: QuietHoursJson.optional(),
  /** JSON: what one person is told of everything at most; absent where nobody is limited. */
  RECIPIENT_LIMITS: RateLimitsJson.optional(),
  /** Where what was HELD comes back. */
  EXPRESS_REQUESTS_QUEUE_ARN: z.string().min(1),
  STANDARD_REQUESTS_QUEUE_ARN: z.string().min(1),
  SCHEDULE_GROUP: z.string().min(1),
  SCHEDULER_ROLE_ARN: z.string().min(1),
  SCHEDULER_DLQ_ARN: z.string().min(1),
  RETENTION_DAYS: z.coerce.number().int().min(15),
});
export type RouterEnv = z.input<typeof RouterEnv>;

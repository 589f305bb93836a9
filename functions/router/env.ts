import * as z from 'zod';
import { LaneUrls, RetryPoliciesJson } from '#platform/env.ts';

/** What the router function needs to know. */
export const RouterEnv = z.object({
  RECIPIENTS_TABLE: z.string().min(1),
  NOTIFICATIONS_TABLE: z.string().min(1),
  EVENTS_TOPIC_ARN: z.string().min(1),
  /** JSON: channel -> speed -> queue URL. */
  LANE_URLS: LaneUrls,
  /** JSON: speed -> RetryPolicy. */
  RETRY_POLICIES: RetryPoliciesJson,
  RETENTION_DAYS: z.coerce.number().int().min(15),
});
export type RouterEnv = z.input<typeof RouterEnv>;

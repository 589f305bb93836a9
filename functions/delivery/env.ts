import * as z from 'zod';
import { BrandJson, ProviderRetryPoliciesJson, RetryPoliciesJson } from '#platform/env.ts';

/** What every delivery function needs to know, whatever its channel; a channel's env.ts extends it. */
export const DeliveryEnv = z.object({
  NOTIFICATIONS_TABLE: z.string().min(1),
  TEMPLATES_TABLE: z.string().min(1),
  CHANNELS_TABLE: z.string().min(1),
  EVENTS_TOPIC_ARN: z.string().min(1),
  /** JSON: speed -> RetryPolicy. */
  RETRY_POLICIES: RetryPoliciesJson,
  /** JSON: provider -> speed -> RetryPolicy; absent where none differs. */
  PROVIDER_RETRY_POLICIES: z.exactOptional(ProviderRetryPoliciesJson),
  /** JSON: what differs from templates/brand.ts; absent for nothing. */
  BRAND: z.exactOptional(BrandJson),
  /** From one message of a container to its next; absent where nothing limits them. */
  SEND_INTERVAL_MS: z.exactOptional(z.coerce.number<string>().int().positive()),
  /** Where what was HELD comes back. */
  EXPRESS_REQUESTS_QUEUE_ARN: z.string().min(1),
  STANDARD_REQUESTS_QUEUE_ARN: z.string().min(1),
  SCHEDULE_GROUP: z.string().min(1),
  SCHEDULER_ROLE_ARN: z.string().min(1),
  SCHEDULER_DLQ_ARN: z.string().min(1),
});
export type DeliveryEnv = z.input<typeof DeliveryEnv>;

import * as z from 'zod';
import { WebhookSettingsEnv } from '#functions/webhooks/env.ts';
import { RetryPoliciesJson } from '#platform/env.ts';

/** What the function needs to know that posts events. */
export const EventHookDeliveryEnv = z.object({
  EVENT_HOOKS_TABLE: z.string().min(1),
  ...WebhookSettingsEnv.shape,
  /** JSON: speed -> RetryPolicy. */
  RETRY_POLICIES: RetryPoliciesJson,
});
export type EventHookDeliveryEnv = z.input<typeof EventHookDeliveryEnv>;

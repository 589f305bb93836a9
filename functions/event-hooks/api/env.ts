import * as z from 'zod';
import { WebhookSettingsEnv } from '#functions/webhooks/env.ts';

/** What the function behind /webhooks needs to know. */
export const EventHooksApiEnv = z.object({
  EVENT_HOOKS_TABLE: z.string().min(1),
  /** Where a replay is asked for. */
  EVENT_HOOKS_QUEUE_URL: z.url(),
  ...WebhookSettingsEnv.shape,
});
export type EventHooksApiEnv = z.input<typeof EventHooksApiEnv>;

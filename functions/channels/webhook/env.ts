import * as z from 'zod';
import { DeliveryEnv } from '#functions/delivery/env.ts';

/** What lane and API both need to know of webhooks. */
export const WebhookSettingsEnv = z.object({
  /** Of the secret that every user's own is derived from. */
  WEBHOOK_SECRET_ARN: z.string().min(1),
  /** Whether http://127.0.0.1 may be told: on one's own machine only. */
  WEBHOOK_ALLOW_LOOPBACK: z.enum(['true', 'false']).transform((text) => text === 'true'),
});

/** What the webhook lanes need to know. */
export const WebhookEnv = DeliveryEnv.extend({
  RECIPIENTS_TABLE: z.string().min(1),
  ...WebhookSettingsEnv.shape,
});
export type WebhookEnv = z.input<typeof WebhookEnv>;

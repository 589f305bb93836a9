import * as z from 'zod';
import { DeliveryEnv } from '#functions/delivery/env.ts';
import { WebhookSettingsEnv } from '#functions/webhooks/env.ts';

/** What the webhook lanes need to know. */
export const WebhookEnv = DeliveryEnv.extend({
  RECIPIENTS_TABLE: z.string().min(1),
  ...WebhookSettingsEnv.shape,
});
export type WebhookEnv = z.input<typeof WebhookEnv>;

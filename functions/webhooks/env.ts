import * as z from 'zod';

/** What everybody needs to know who signs and posts. */
export const WebhookSettingsEnv = z.object({
  /** Of the secret that every receiver's own is derived from. */
  WEBHOOK_SECRET_ARN: z.string().min(1),
  /** Whether http://127.0.0.1 may be told: on one's own machine only. */
  WEBHOOK_ALLOW_LOOPBACK: z.enum(['true', 'false']).transform((text) => text === 'true'),
});

import * as z from 'zod';
import { WebhookSettingsEnv } from '#functions/channels/webhook/env.ts';

/** What the api function needs to know. */
export const ApiEnv = z.object({
  RECIPIENTS_TABLE: z.string().min(1),
  NOTIFICATIONS_TABLE: z.string().min(1),
  INBOX_TABLE: z.string().min(1),
  SCHEDULE_GROUP: z.string().min(1),
  ...WebhookSettingsEnv.shape,
});
export type ApiEnv = z.input<typeof ApiEnv>;

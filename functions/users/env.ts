import * as z from 'zod';
import { PushApplicationsEnv } from '#functions/channels/push/env.ts';
import { WebhookSettingsEnv } from '#functions/webhooks/env.ts';
import { QuietHoursJson } from '#platform/env.ts';

/** What the users function needs to know. */
export const UsersEnv = z.object({
  RECIPIENTS_TABLE: z.string().min(1),
  NOTIFICATIONS_TABLE: z.string().min(1),
  INBOX_TABLE: z.string().min(1),
  /** Where it is told what people do with their in-app messages. */
  FEEDBACK_TOPIC_ARN: z.string().min(1),
  /** JSON: the quiet hours of who said nothing; absent for none. */
  QUIET_HOURS: QuietHoursJson.optional(),
  ...WebhookSettingsEnv.shape,
  ...PushApplicationsEnv.shape,
});
export type UsersEnv = z.input<typeof UsersEnv>;

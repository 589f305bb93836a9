import * as z from 'zod';
import { ProvidersJson } from '#platform/env.ts';

/** What the api function needs to know. */
export const ApiEnv = z.object({
  NOTIFICATIONS_TABLE: z.string().min(1),
  SCHEDULE_GROUP: z.string().min(1),
  CHANNELS_TABLE: z.string().min(1),
  /** Where it is told what people do with messages. */
  FEEDBACK_TOPIC_ARN: z.string().min(1),
  EVENTS_TOPIC_ARN: z.string().min(1),
  /** JSON: channel -> who carries its messages, in the order in which they are tried. */
  CHANNEL_PROVIDERS: ProvidersJson,
});
export type ApiEnv = z.input<typeof ApiEnv>;

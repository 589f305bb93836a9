import * as z from 'zod';

/** What the api function needs to know. */
export const ApiEnv = z.object({
  NOTIFICATIONS_TABLE: z.string().min(1),
  SCHEDULE_GROUP: z.string().min(1),
});
export type ApiEnv = z.input<typeof ApiEnv>;

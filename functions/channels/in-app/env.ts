import * as z from 'zod';
import { DeliveryEnv } from '#functions/delivery/env.ts';

/** What the in-app lanes need to know. */
export const InAppEnv = DeliveryEnv.extend({
  INBOX_TABLE: z.string().min(1),
  RETENTION_DAYS: z.coerce.number().int().min(15),
});
export type InAppEnv = z.input<typeof InAppEnv>;

import * as z from 'zod';
import { DeliveryEnv } from '#functions/delivery/env.ts';

/** What the email lanes need to know. */
export const EmailEnv = DeliveryEnv.extend({
  /** `Name <address>` or an address: an identity that SES has verified. */
  SENDER: z.string().min(3),
  CONFIGURATION_SET: z.string().min(1),
});
export type EmailEnv = z.input<typeof EmailEnv>;

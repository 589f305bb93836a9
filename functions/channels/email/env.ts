import * as z from 'zod';
import { DeliveryEnv } from '#functions/delivery/env.ts';
import { MailSendersJson } from '#platform/env.ts';
import { LinkBaseUrl } from './reader-links.ts';

/** What the email lanes need to know. */
export const EmailEnv = DeliveryEnv.extend({
  /** `Name <address>` or an address: an identity that SES has verified. */
  SENDER: z.string().min(3),
  /** JSON: id -> whom else mail may come from. */
  SENDERS: z.exactOptional(MailSendersJson),
  CONFIGURATION_SET: z.string().min(1),
  /** Another region of SES, asked for what the first refuses; absent for none. */
  FALLBACK_REGION: z.string().min(1).optional(),
  /** Of that region; without it nobody reports from there. */
  FALLBACK_CONFIGURATION_SET: z.string().min(1).optional(),
  /** Of the public API, which links lead to. */
  PUBLIC_URL: LinkBaseUrl,
  /** Of the keys that links are signed by. */
  LINK_SECRET_ARN: z.string().min(1),
  /** How long links hold. */
  UNSUBSCRIBE_LINK_DAYS: z.coerce.number().int().positive(),
  PREFERENCE_LINK_DAYS: z.coerce.number().int().positive(),
});
export type EmailEnv = z.input<typeof EmailEnv>;

/** How a delivery's record names SES of another region than its own. */
export const sesOf = (region: string): string => `SES/${region}`;

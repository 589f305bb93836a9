import * as z from 'zod';
import { LinkBaseUrl } from '#functions/channels/email/reader-links.ts';
import { BrandJson, CallersJson, IdsJson, QuietHoursJson, RateLimitsJson } from '#platform/env.ts';

/** What the simulate function needs to know: what the door and the router go by, and nothing to write to. */
export const SimulateEnv = z.object({
  RECIPIENTS_TABLE: z.string().min(1),
  TEMPLATES_TABLE: z.string().min(1),
  /** Of the public API, which links lead to. */
  PUBLIC_URL: LinkBaseUrl,
  /** JSON: what differs from templates/brand.ts; absent for nothing. */
  BRAND: z.exactOptional(BrandJson),
  /** JSON: the callers that may override preferences; absent for nobody. */
  OVERRIDE_CALLERS: CallersJson.prefault('[]'),
  /** JSON: the buckets whose files may go with a mail; absent for none. */
  ATTACHMENT_BUCKETS: z.exactOptional(IdsJson),
  /** JSON: the quiet hours of who said nothing; absent for none. */
  QUIET_HOURS: QuietHoursJson.optional(),
  /** JSON: what one person is told of everything at most; absent where nobody is limited. */
  RECIPIENT_LIMITS: RateLimitsJson.optional(),
});
export type SimulateEnv = z.input<typeof SimulateEnv>;

import * as z from 'zod';
import { BrandJson, QuietHoursJson } from '#platform/env.ts';

/** What the public function needs to know. */
export const PublicEnv = z.object({
  RECIPIENTS_TABLE: z.string().min(1),
  /** Of the keys that links are signed by. */
  LINK_SECRET_ARN: z.string().min(1),
  /** Where it is told that somebody unsubscribed, and from which mail. */
  UNSUBSCRIBES_TOPIC_ARN: z.string().min(1),
  /** JSON: of who said nothing of theirs. */
  QUIET_HOURS: QuietHoursJson.optional(),
  /** JSON: what differs from templates/brand.ts; absent for nothing. */
  BRAND: z.exactOptional(BrandJson),
});
export type PublicEnv = z.input<typeof PublicEnv>;

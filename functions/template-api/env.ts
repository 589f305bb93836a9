import * as z from 'zod';
import { LinkBaseUrl } from '#functions/channels/email/reader-links.ts';
import { BrandJson, IdsJson } from '#platform/env.ts';

/** What the function behind /templates needs to know. */
export const TemplateApiEnv = z.object({
  TEMPLATES_TABLE: z.string().min(1),
  /** What experiments come to. */
  ANALYTICS_TABLE: z.string().min(1),
  // What a test takes on its way.
  RECIPIENTS_TABLE: z.string().min(1),
  NOTIFICATIONS_TABLE: z.string().min(1),
  EXPRESS_REQUESTS_QUEUE_URL: z.url(),
  RETENTION_DAYS: z.coerce.number().int().min(15),
  /** Where signed links lead. */
  PUBLIC_URL: LinkBaseUrl,
  /** JSON: the ids of whom else mail may come from; absent for nobody. */
  SENDER_IDS: z.exactOptional(IdsJson),
  /** JSON: the buckets whose files may go with a mail; absent for none. */
  ATTACHMENT_BUCKETS: z.exactOptional(IdsJson),
  /** JSON: what differs from templates/brand.ts; absent for nothing. */
  BRAND: z.exactOptional(BrandJson),
});
export type TemplateApiEnv = z.input<typeof TemplateApiEnv>;

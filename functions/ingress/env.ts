import * as z from 'zod';
import { CallersJson, IdsJson } from '#platform/env.ts';

/** What the ingress function needs to know. */
export const IngressEnv = z.object({
  RECIPIENTS_TABLE: z.string().min(1),
  NOTIFICATIONS_TABLE: z.string().min(1),
  IDEMPOTENCY_TABLE: z.string().min(1),
  TEMPLATES_TABLE: z.string().min(1),
  EXPRESS_REQUESTS_QUEUE_URL: z.url(),
  STANDARD_REQUESTS_QUEUE_URL: z.url(),
  EXPRESS_REQUESTS_QUEUE_ARN: z.string().min(1),
  STANDARD_REQUESTS_QUEUE_ARN: z.string().min(1),
  SCHEDULE_GROUP: z.string().min(1),
  /** What Scheduler becomes to put a due message into a requests queue. */
  SCHEDULER_ROLE_ARN: z.string().min(1),
  /** Where a schedule goes that could not be fired. */
  SCHEDULER_DLQ_ARN: z.string().min(1),
  /** JSON: the callers that may override preferences; absent for nobody. */
  OVERRIDE_CALLERS: CallersJson.prefault('[]'),
  /** JSON: the buckets whose files may go with a mail; absent for none. */
  ATTACHMENT_BUCKETS: z.exactOptional(IdsJson),
  /** Absent for any number. */
  SENDS_PER_CALLER_AND_MINUTE: z.coerce.number().int().positive().optional(),
  RETENTION_DAYS: z.coerce.number().int().min(15),
});
export type IngressEnv = z.input<typeof IngressEnv>;

import * as z from 'zod';

/** What a person sees on some channel: a webhook has no person. */
export const OutboxChannel = z.enum(['EMAIL', 'SMS', 'PUSH', 'IN_APP']);
export type OutboxChannel = z.infer<typeof OutboxChannel>;

/** What became of a message once the provider had it. */
export const Fate = z.enum(['DELIVERED', 'BOUNCED', 'COMPLAINED', 'FAILED']);
export type Fate = z.infer<typeof Fate>;

/** A message as a person would have it, in the form that `GET /messages` answers. */
export const OutboxMessage = z.object({
  /** The provider's own id of the message. */
  id: z.string(),
  channel: OutboxChannel,
  /** An address, a phone number, a device token or a userId. */
  to: z.string(),
  from: z.string().optional(),
  /** Of a mail. */
  subject: z.string().optional(),
  /** Of a push or in-app message. */
  title: z.string().optional(),
  html: z.string().optional(),
  text: z.string().optional(),
  /** Where a push or in-app message leads. */
  link: z.string().optional(),
  /** Buttons of an in-app message. */
  actions: z.array(z.object({ label: z.string(), link: z.string() })).optional(),
  headers: z.record(z.string(), z.string()).optional(),
  /** What goes with a mail, at `/messages/{id}/attachments/{number}`, from 1. */
  attachments: z
    .array(z.object({ filename: z.string(), contentType: z.string(), bytes: z.int() }))
    .optional(),
  /** The device of a push message: `FCM` or `APNS`. */
  platform: z.string().optional(),
  /** ISO 8601, by the local clock. */
  sentAt: z.string(),
  /** When a person read an in-app message; ISO 8601. */
  readAt: z.string().optional(),
  notificationId: z.string().optional(),
  deliveryId: z.string().optional(),
  fate: Fate.default('DELIVERED'),
  /** Why it did not arrive, in the words of whoever refused it. */
  detail: z.string().optional(),
});
export type OutboxMessage = Readonly<z.infer<typeof OutboxMessage>>;

import * as z from 'zod';
import { addressSchemas } from '#core/address-schemas.ts';
import { Attachments } from '#core/attachment.ts';
import { isNotificationId } from '#core/ids.ts';
import { Priority } from '#core/priority.ts';
import { Locale, type RecipientRef, RecipientType, UserId } from '#core/recipient.ts';
import { SuccessLevel } from '#core/routing.ts';
import { SendWindow } from '#core/send-window.ts';
import { TemplateId } from '#core/template.ts';
import { ChannelEnum } from '#functions/channels/channel-enum.ts';

/** An RFC 3339 date and time with its offset, read as milliseconds since 1970. */
export const DateTime = z.iso
  .datetime({
    offset: true,
    error: 'must be a date and time with its offset, such as 2026-12-24T18:00:00Z',
  })
  .transform((text) => Date.parse(text));

/** Scheduler is a minute late at most, so that less would mean nothing. */
const leastTimeoutSeconds = 60;
const daySeconds = 86_400;

/** All channels at once, or one after the other until one succeeds. */
export const RoutingRequest = z
  .discriminatedUnion('mode', [
    z.strictObject({ mode: z.literal('ALL') }),
    z.strictObject({
      mode: z.literal('FIRST_SUCCESS'),
      order: z
        .array(ChannelEnum)
        .min(1)
        .refine((order) => new Set(order).size === order.length, 'must name each channel once')
        .optional()
        .meta({
          description:
            'The channels to try, in this order, and no others; absent: the order that the person prefers, ' +
            'then the cheapest first.',
        }),
      timeoutSeconds: z
        .int()
        .min(leastTimeoutSeconds)
        .max(7 * daySeconds)
        .default(600)
        .meta({ description: 'How long each channel has before the next is tried.' }),
      until: SuccessLevel.default('SENT').meta({
        description:
          'What counts as a success: a provider has it, it has arrived, or a person has read it. ' +
          'Push and some SMS never say that they arrived.',
      }),
    }),
  ])
  .meta({ id: 'Routing', description: 'All channels at once, or one after the other.' });

/** The body of a send: one thing that one recipient should be told. */
export const SendRequest = z
  .strictObject({
    templateId: TemplateId,
    recipientType: RecipientType,
    recipientIdentifier: z.string().min(1).max(4096),
    data: z.record(z.string(), z.unknown()).default({}),
    priority: Priority.default('MEDIUM'),
    channels: z.array(ChannelEnum).min(1).optional(),
    routing: RoutingRequest.optional(),
    overridePreferences: z.boolean().optional(),
    scheduledFor: DateTime.optional(),
    expiresAt: DateTime.optional(),
    sendWindow: SendWindow.optional(),
    subject: z.string().min(1).max(998).optional(),
    locale: Locale.optional(),
    attachments: Attachments.min(1)
      .optional()
      .meta({
        description:
          'Files that go with the mail, by where they lie in S3: in the buckets that the stage allows, 10 MB in all. ' +
          'They are read when it is sent.',
      }),
    resendOf: z
      .string()
      .refine(isNotificationId, 'must be a notificationId')
      .optional()
      .meta({
        description:
          'The notification that this one repeats: of the same template, to the same recipient, and ended. ' +
          'Its data is not kept, so it is given again; the status of each then names the other.',
      }),
    metadata: z.record(z.string().max(64), z.string().max(256)).optional(),
  })
  .meta({ id: 'SendRequest', description: 'One thing that one recipient should be told.' });
export type SendRequest = z.infer<typeof SendRequest>;

/** The template that a body names, before anybody has looked whether it is a send. */
export const templateIdIn = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && 'templateId' in body ? body.templateId : undefined;

/** At most 100 a call: one BatchGetItem's worth of recipients. */
const maxBatchSize = 100;

/** The body of a batch; each entry is parsed on its own, so that one bad one spoils no other. */
export const BatchRequest = z
  .strictObject({
    notifications: z
      .array(z.unknown())
      .min(1)
      .max(maxBatchSize, `must be at most ${maxBatchSize} sends a call`),
  })
  .meta({ id: 'BatchRequest', description: 'Up to 100 sends.' });

/** The schema of an identifier, by how it names its recipient; it returns the normalized form. */
export const identifierSchema = (type: RecipientType): z.ZodType<RecipientRef['identifier']> =>
  type === 'USER_ID' ? UserId : addressSchemas[type];

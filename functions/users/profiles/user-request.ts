import * as z from 'zod';
import { Email } from '#core/address.ts';
import { PhoneNumber } from '#core/phone-number.ts';
import { Locale, TimeZone } from '#core/recipient.ts';
import { checkWebhookUrl, WebhookUrl } from '#functions/webhooks/webhook-url.ts';
import type { ProfileFields } from '#platform/profiles.ts';
import { findUnkeepable } from './find-unkeepable.ts';

/** What a company tells of a user; a field that is absent is removed. */
export const UserRequest = z
  .strictObject({
    username: z.string().min(1).max(128).optional(),
    email: Email.optional(),
    phoneNumber: PhoneNumber.optional(),
    webhookUrl: WebhookUrl.optional(),
    locale: Locale.optional(),
    timeZone: TimeZone.optional(),
    attributes: z
      .record(z.string().max(64), z.unknown())
      .superRefine((attributes, context) => {
        const found = findUnkeepable(attributes);
        if (found === undefined) return;
        const { path, message } = found;
        context.addIssue({ code: 'custom', path: [...path], message });
      })
      .optional(),
  })
  .meta({ id: 'UserRequest', description: 'A whole user: what is absent is removed.' });
export type UserRequest = z.infer<typeof UserRequest>;

/** The fields as they are kept, or the problem with them. */
export const toProfileFields = (
  { webhookUrl, ...rest }: UserRequest,
  allowLoopbackWebhooks: boolean,
): ProfileFields =>
  webhookUrl === undefined
    ? rest
    : { ...rest, webhookUrl: checkWebhookUrl(webhookUrl, allowLoopbackWebhooks, '/webhookUrl') };

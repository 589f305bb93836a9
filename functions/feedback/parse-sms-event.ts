import * as z from 'zod';
import type { FeedbackKind } from '#core/feedback.ts';
import type { DeliveryReport } from './report.ts';

const provider = 'END_USER_MESSAGING';

/** https://docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets-event-types.html */
const TextEventType = z.enum([
  'TEXT_QUEUED',
  'TEXT_PENDING',
  'TEXT_SENT',
  'TEXT_SUCCESSFUL',
  'TEXT_DELIVERED',
  'TEXT_BLOCKED',
  'TEXT_CARRIER_BLOCKED',
  'TEXT_CARRIER_UNREACHABLE',
  'TEXT_INVALID',
  'TEXT_INVALID_MESSAGE',
  'TEXT_PROTECT_BLOCKED',
  'TEXT_SPAM',
  'TEXT_TTL_EXPIRED',
  'TEXT_UNKNOWN',
  'TEXT_UNREACHABLE',
]);

/**
 * What each means. Only that there is no such number is for good: what a phone or a carrier blocks today it
 * may take tomorrow.
 */
const meanings: Readonly<Record<z.infer<typeof TextEventType>, FeedbackKind>> = {
  TEXT_QUEUED: 'ACCEPTED',
  TEXT_PENDING: 'ACCEPTED',
  // Named by the API, which says that it is not supported yet.
  TEXT_SENT: 'ACCEPTED',
  // The carrier has it. Some countries say no more than that; the phone need not have it.
  TEXT_SUCCESSFUL: 'ACCEPTED',
  TEXT_DELIVERED: 'DELIVERED',
  TEXT_BLOCKED: 'SOFT_BOUNCED',
  TEXT_CARRIER_BLOCKED: 'SOFT_BOUNCED',
  TEXT_CARRIER_UNREACHABLE: 'SOFT_BOUNCED',
  TEXT_INVALID: 'HARD_BOUNCED',
  // These two never left AWS.
  TEXT_INVALID_MESSAGE: 'REJECTED',
  TEXT_PROTECT_BLOCKED: 'REJECTED',
  TEXT_SPAM: 'SOFT_BOUNCED',
  TEXT_TTL_EXPIRED: 'SOFT_BOUNCED',
  // After 72 hours without a word from the carrier.
  TEXT_UNKNOWN: 'ACCEPTED',
  TEXT_UNREACHABLE: 'SOFT_BOUNCED',
};

/**
 * An event of End User Messaging as a report.
 * https://docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets-event-format.html
 */
export const SmsReport = z
  .object({
    eventType: TextEventType,
    eventTimestamp: z.int().nonnegative(),
    messageId: z.string(),
    destinationPhoneNumber: z.string(),
    context: z.record(z.string(), z.string()).nullish(),
  })
  .transform(
    ({ eventType, eventTimestamp: at, ...event }): DeliveryReport => ({
      kind: 'delivery',
      deliveryId: event.context?.deliveryId,
      provider,
      providerMessageId: event.messageId,
      feedback: [{ kind: meanings[eventType], at, detail: eventType }],
      suppress:
        meanings[eventType] === 'HARD_BOUNCED'
          ? [
              {
                channel: 'SMS',
                addressType: 'PHONE_NUMBER',
                address: event.destinationPhoneNumber,
                suppression: { cause: 'BOUNCED', at, by: provider },
              },
            ]
          : [],
    }),
  );

import type { Outbox } from '#local/outbox/outbox.ts';
import type { MessageAttributes } from './message-attributes.ts';
import { messageFor } from './message-structure.ts';
import { invalidParameter } from './sns-error.ts';

interface PublishSmsDeps {
  readonly outbox: Outbox;
  /** ISO 8601. */
  readonly now: () => string;
}

interface Sms {
  readonly messageId: string;
  readonly phoneNumber: string;
  readonly message: string;
  readonly structure: string | undefined;
  readonly attributes: MessageAttributes;
}

/** https://docs.aws.amazon.com/sns/latest/dg/sms_sending-overview.html: all parts together. */
const maxCharacters = 1600;
const smsTypes: ReadonlySet<string> = new Set(['Transactional', 'Promotional']);

/** Sends to a phone. SNS says nothing later of what became of it, and neither does this. */
export const publishSms = (sms: Sms, { outbox, now }: PublishSmsDeps): void => {
  const { phoneNumber, attributes } = sms;
  if (!/^\+[1-9]\d{6,14}$/.test(phoneNumber)) {
    throw invalidParameter(`PhoneNumber Reason: ${phoneNumber} is not valid to publish to`);
  }
  const type = attributes['AWS.SNS.SMS.SMSType']?.StringValue;
  if (type !== undefined && !smsTypes.has(type)) {
    throw invalidParameter(`SMSType Reason: ${type} is neither Transactional nor Promotional`);
  }
  const { message } = messageFor(sms.message, sms.structure, 'sms');
  if (message.length > maxCharacters) throw invalidParameter('Message too long');
  const from =
    attributes['AWS.MM.SMS.OriginationNumber']?.StringValue ??
    attributes['AWS.SNS.SMS.SenderID']?.StringValue;
  outbox.add({
    id: sms.messageId,
    channel: 'SMS',
    to: phoneNumber,
    ...(from === undefined ? {} : { from }),
    text: message,
    sentAt: now(),
    fate: 'DELIVERED',
  });
};

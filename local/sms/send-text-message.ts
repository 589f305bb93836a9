import * as z from 'zod';
import { smsParts } from '#core/sms-parts.ts';

const MessageType = z.enum(['TRANSACTIONAL', 'PROMOTIONAL']);

/**
 * What SendTextMessage takes.
 * https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html
 */
export const SendTextMessage = z.object({
  DestinationPhoneNumber: z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be in E.164'),
  OriginationIdentity: z
    .string()
    .regex(/^[A-Za-z0-9_:/+-]{1,256}$/)
    .optional(),
  MessageBody: z.string().min(1).max(1_600),
  MessageType: MessageType.default('TRANSACTIONAL'),
  ConfigurationSetName: z
    .string()
    .regex(/^[A-Za-z0-9_:/-]{1,256}$/)
    .optional(),
  TimeToLive: z.int().min(5).max(259_200).optional(),
  Context: z
    .record(z.string().regex(/^\S{1,100}$/), z.string().min(1).max(800))
    .refine((context) => Object.keys(context).length <= 5, 'has more than five entries')
    .default({}),
  DryRun: z.boolean().default(false),
});
export type SendTextMessage = z.infer<typeof SendTextMessage>;

interface EventOptions {
  readonly type: string;
  readonly status: string;
  readonly description: string;
  readonly isFinal: boolean;
  readonly messageId: string;
  readonly sentAt: number;
  readonly at: number;
}

/** https://docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets-event-format.html */
export const textEvent = (asked: SendTextMessage, event: EventOptions) => {
  const { encoding, parts } = smsParts(asked.MessageBody);
  return {
    eventType: event.type,
    eventVersion: '1.0',
    eventTimestamp: event.at,
    isFinal: event.isFinal,
    originationPhoneNumber: asked.OriginationIdentity ?? '+15550100000',
    destinationPhoneNumber: asked.DestinationPhoneNumber,
    messageId: event.messageId,
    messageRequestTimestamp: event.sentAt,
    messageEncoding: encoding === 'GSM-7' ? 'GSM' : 'Unicode',
    messageType: asked.MessageType,
    messageStatus: event.status,
    messageStatusDescription: event.description,
    context: asked.Context,
    totalMessageParts: parts,
    totalMessagePrice: 0,
    totalCarrierFee: 0,
  };
};

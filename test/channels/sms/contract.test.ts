import * as z from 'zod';
import { sms } from '#functions/channels/sms/channel.ts';
import {
  createEndUserMessaging,
  createEndUserMessagingClient,
} from '#functions/channels/sms/end-user-messaging.ts';
import { createSendSms } from '#functions/channels/sms/send-sms.ts';
import type { SmsProvider } from '#functions/channels/sms/sms-provider.ts';
import { createSnsSms, createSnsSmsClient } from '#functions/channels/sms/sns-sms.ts';
import {
  type ChannelHarness,
  describeChannelContract,
  type ProviderConnection,
} from '../channel-contract.ts';
import { type ProviderAnswer, startFakeProvider } from '../fake-provider.ts';
import { snsError, snsPublished } from '../sns-answers.ts';
import { fakeAws } from '../tables-in-memory.ts';

const message = {
  channel: sms,
  address: '+14155550123',
  content: { text: 'Words for her eyes' },
  malformedAddress: '4155550123',
  oversizedContent: { text: 'ü'.repeat(1_601) },
};

const createSend = ({ timeoutMs, now }: ProviderConnection, provider: SmsProvider) =>
  createSendSms({ provider, isPromotional: () => false, now }, timeoutMs);

const isE164 = (number: string | null | undefined) => /^\+[1-9]\d{6,14}$/.test(number ?? '');

const SendTextMessage = z.object({ DestinationPhoneNumber: z.string(), MessageBody: z.string() });

/** AWS JSON 1.0: the error's name stands in the body. */
const jsonError = (name: string, more: object): ProviderAnswer => ({
  status: 400,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify({ __type: `com.amazonaws.pinpoint.smsvoicev2#${name}`, ...more }),
});

const endUserMessaging: ChannelHarness = {
  ...message,
  variant: 'End User Messaging',
  provider: 'END_USER_MESSAGING',
  start: () =>
    startFakeProvider({
      accept: ({ body }) => {
        const { DestinationPhoneNumber } = SendTextMessage.parse(JSON.parse(body));
        if (!isE164(DestinationPhoneNumber)) {
          const Message = `${DestinationPhoneNumber} does not match the pattern`;
          const Fields = [{ Name: 'DestinationPhoneNumber', Message }];
          const Reason = 'FIELD_VALIDATION_FAILED';
          return { answer: jsonError('ValidationException', { Message, Reason, Fields }) };
        }
        const messageId = crypto.randomUUID();
        return {
          answer: { status: 200, body: JSON.stringify({ MessageId: messageId }) },
          messageId,
        };
      },
      reject: ({ body }) =>
        jsonError('ConflictException', {
          Message: `Opted out: ${body}`,
          Reason: 'DESTINATION_PHONE_NUMBER_OPTED_OUT',
        }),
      throttle: () => jsonError('ThrottlingException', { Message: 'Rate exceeded' }),
    }),
  createSend: (connection) =>
    createSend(
      connection,
      createEndUserMessaging(
        createEndUserMessagingClient({ ...fakeAws, endpoint: connection.url }),
        { originationIdentity: undefined, configurationSet: 'herald' },
      ),
    ),
};

const sns: ChannelHarness = {
  ...message,
  variant: 'SNS',
  provider: 'SNS',
  start: () =>
    startFakeProvider({
      accept: ({ body }) => {
        const phoneNumber = new URLSearchParams(body).get('PhoneNumber');
        if (!isE164(phoneNumber)) {
          const text = `Invalid parameter: PhoneNumber Reason: ${phoneNumber} is not valid`;
          return { answer: snsError(400, 'InvalidParameter', text) };
        }
        const messageId = crypto.randomUUID();
        return { answer: snsPublished(messageId), messageId };
      },
      reject: ({ body }) => snsError(400, 'InvalidParameter', `Invalid parameter: ${body}`),
      throttle: () => snsError(429, 'Throttled', 'Rate exceeded'),
    }),
  createSend: (connection) =>
    createSend(
      connection,
      createSnsSms(createSnsSmsClient({ ...fakeAws, endpoint: connection.url }), {
        originationIdentity: undefined,
      }),
    ),
};

describeChannelContract(endUserMessaging);
describeChannelContract(sns);

import { SendTextMessageCommand } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { WiredService } from '../wire.ts';
import { createProvider, type ProviderContext, rejectedAs } from './provider.ts';

/** Numbers that no carrier knows. */
const rejectedNumber = /99$/;

/** AWS End User Messaging. */
export const createSmsProvider = (context: ProviderContext): WiredService =>
  createProvider({
    ...context,
    name: 'sms',
    refusals: [
      ['ThrottlingException', 400],
      ['ServiceQuotaExceededException', 402],
      ['InternalServerException', 500],
      ['ServiceUnavailable', 503],
      ['ENOTFOUND', 0],
    ],
    read: (command) => {
      if (!(command instanceof SendTextMessageCommand)) return undefined;
      const { Context, DestinationPhoneNumber = '', MessageBody = '' } = command.input;
      return {
        deliveryId: Context?.deliveryId ?? '',
        address: DestinationPhoneNumber,
        text: MessageBody,
      };
    },
    rejection: ({ address }) =>
      rejectedNumber.test(address) ? rejectedAs('ValidationException') : undefined,
    answer: ({ deliveryId, startedAt }) => ({ MessageId: `sms-${deliveryId}-${startedAt}` }),
  });

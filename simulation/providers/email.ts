import { SendEmailCommand } from '@aws-sdk/client-sesv2';
import { MalformedRequestError } from '../cloud/aws-errors.ts';
import type { WiredService } from '../cloud/wire.ts';
import { createProvider, type ProviderContext, rejectedAs } from './provider.ts';

/** The mailbox of this user can never be written to. */
const rejectedMailbox = /^blocked/;

/** Amazon SES, in one region or another. */
export const createEmailProvider = (
  context: ProviderContext,
  name: 'ses' | 'ses-elsewhere',
): WiredService =>
  createProvider({
    ...context,
    name,
    refusals: [
      ['TooManyRequestsException', 429],
      ['ThrottlingException', 400],
      ['SendingPausedException', 400],
      ['InternalServiceErrorException', 500],
      ['ServiceUnavailable', 503],
      ['ECONNREFUSED', 0],
    ],
    read: (command) => {
      if (!(command instanceof SendEmailCommand)) return undefined;
      const { Destination, Content, EmailTags, FromEmailAddress } = command.input;
      const text = Content?.Simple?.Body?.Text?.Data ?? '';
      if (!FromEmailAddress || !text || !Content?.Simple?.Body?.Html?.Data)
        throw new MalformedRequestError('A mail has a sender, a text and an html part');
      return {
        deliveryId: EmailTags?.find(({ Name }) => Name === 'deliveryId')?.Value ?? '',
        address: Destination?.ToAddresses?.[0] ?? '',
        text,
        unsubscribeUrl: Content.Simple.Headers?.find(
          ({ Name }) => Name === 'List-Unsubscribe',
        )?.Value?.slice(1, -1),
        preferencesUrl: preferencesUrlIn(text),
      };
    },
    rejection: ({ address }) =>
      rejectedMailbox.test(address) ? rejectedAs('MessageRejected') : undefined,
    reportsOn: 'EMAIL',
    messageIdOf: ({ deliveryId, startedAt }) => `${name}-${deliveryId}-${startedAt}`,
    answer: (MessageId) => ({ MessageId }),
  });

/** The link at the foot of a mail. */
function preferencesUrlIn(text: string): string | undefined {
  const position = text.lastIndexOf('/preferences/');
  if (position === -1) return undefined;
  return text.slice(text.lastIndexOf('https://', position)).split(/\s/, 1)[0];
}

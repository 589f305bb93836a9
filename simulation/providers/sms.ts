import { SendTextMessageCommand } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { WiredService } from '../cloud/wire.ts';
import { createProvider, type ProviderContext, rejectedAs } from './provider.ts';

/** Numbers that no carrier knows. */
export const rejectedNumber = /99$/;

/** AWS End User Messaging: what is sent to people, and answers to what they wrote. */
export const createSmsProvider = (context: ProviderContext): WiredService => {
  const messages = createProvider({
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
    messageIdOf: ({ deliveryId, startedAt }) => `sms-${deliveryId}-${startedAt}`,
    answer: (MessageId) => ({ MessageId }),
    reportsOn: 'SMS',
  });
  /** By number: what a person gets to read is a text for each of theirs, at most. */
  const answers = new Map<string, number>();
  return {
    ...messages,
    started: (command, invocation) =>
      answeredNumber(command) === undefined ? messages.started?.(command, invocation) : undefined,
    execute: (command, isPartial, attempt) => {
      const number = answeredNumber(command);
      if (number === undefined) return messages.execute(command, isPartial, attempt);
      const count = (answers.get(number) ?? 0) + 1;
      answers.set(number, count);
      if (count > context.reporters.textsFrom(number))
        context.ledger.breach('nothing twice', `${count} answers to ${number}`);
      return { MessageId: `answer-${count}` };
    },
  };
};

/** Whom an answer goes to: nobody asks to hear what becomes of it. */
function answeredNumber(command: unknown): string | undefined {
  if (!(command instanceof SendTextMessageCommand)) return undefined;
  const { Context, DestinationPhoneNumber } = command.input;
  return Context === undefined ? DestinationPhoneNumber : undefined;
}

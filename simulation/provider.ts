import { SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { NotificationRecord } from '#core/notification.ts';
import { parseDeliveryId } from '#core/ids.ts';
import { AwsError, MalformedRequestError } from './aws-errors.ts';
import type { Ledger } from './ledger.ts';
import { markerIn } from './traffic.ts';
import type { WiredService } from './wire.ts';

/** The mailbox of this user can never be written to. */
export const rejectedMailbox = /^blocked/;

interface ProviderOptions {
  readonly ledger: Ledger;
  readonly record: (notificationId: string) => NotificationRecord | undefined;
}

/** SES as its callers see it: accepts, throttles, refuses, and loses its answers. */
export const createProvider = ({ ledger, record }: ProviderOptions): WiredService => ({
  name: 'ses',
  latencyMs: [15, 180],
  timeoutMs: [10_000, 10_000],
  refusals: [
    ['TooManyRequestsException', 429],
    ['ThrottlingException', 400],
    ['SendingPausedException', 400],
    ['InternalServiceErrorException', 500],
    ['ServiceUnavailable', 503],
    ['ECONNREFUSED', 0],
  ],
  started: (command, invocation) => {
    if (!(command instanceof SendEmailCommand)) return undefined;
    const deliveryId = tagOf(command, 'deliveryId');
    const { notificationId = '' } = parseDeliveryId(deliveryId) ?? {};
    return ledger.callStarted(deliveryId, record(notificationId), invocation);
  },
  execute: (command, _, attempt) => {
    if (!(command instanceof SendEmailCommand) || attempt === undefined)
      throw new MalformedRequestError(`The simulated SES does not know ${String(command)}`);
    const { Destination, Content, FromEmailAddress } = command.input;
    const [address = ''] = Destination?.ToAddresses ?? [];
    const text = Content?.Simple?.Body?.Text?.Data ?? '';
    if (!FromEmailAddress || !text || !Content?.Simple?.Body?.Html?.Data)
      throw new MalformedRequestError('A mail has a sender, a text and an html part');
    if (rejectedMailbox.test(address)) {
      ledger.callRejected(attempt);
      throw new AwsError('MessageRejected', 400);
    }
    ledger.callAccepted(attempt, address, markerIn(text));
    return { MessageId: `ses-${attempt.deliveryId}-${attempt.startedAt}` };
  },
});

function tagOf(command: SendEmailCommand, name: string): string {
  return command.input.EmailTags?.find((tag) => tag.Name === name)?.Value ?? '';
}

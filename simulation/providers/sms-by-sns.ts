import { PublishCommand } from '@aws-sdk/client-sns';
import { markerIn } from '../actors/marker.ts';
import type { WiredService } from '../cloud/wire.ts';
import { createProvider, type ProviderContext, rejectedAs } from './provider.ts';
import { rejectedNumber } from './sms.ts';

interface SmsBySnsContext extends ProviderContext {
  /** The delivery whose text says a marker: SNS is told nothing else of it. */
  readonly textWith: (marker: string) => string | undefined;
}

/** Amazon SNS, as it texts people; it never speaks of a text again. */
export const createSmsBySns = ({ textWith, ...context }: SmsBySnsContext): WiredService =>
  createProvider({
    ...context,
    name: 'sms-by-sns',
    refusals: [
      ['ThrottledException', 429],
      ['InternalErrorException', 500],
      ['ServiceUnavailable', 503],
    ],
    read: (command) => {
      if (!(command instanceof PublishCommand)) return undefined;
      const { PhoneNumber: address, Message: text = '' } = command.input;
      const deliveryId = textWith(markerIn(text) ?? '');
      if (address === undefined || deliveryId === undefined) return undefined;
      return { deliveryId, address, text };
    },
    rejection: ({ address }) =>
      rejectedNumber.test(address) ? rejectedAs('InvalidParameterException') : undefined,
    messageIdOf: ({ deliveryId, startedAt }) => `sns-${deliveryId}-${startedAt}`,
    answer: (MessageId) => ({ MessageId }),
  });

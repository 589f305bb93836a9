import { PublishCommand } from '@aws-sdk/client-sns';
import type { PlatformEndpoints } from '../cloud/platform-endpoints.ts';
import type { WiredService } from '../cloud/wire.ts';
import { createProvider, type ProviderContext, rejectedAs } from './provider.ts';

const deliveryIdPattern = /ntf_[0-9a-z]{25}-[A-Z_]+-[\w-]{10}/;

interface PushContext extends ProviderContext {
  readonly endpoints: PlatformEndpoints;
}

/** Amazon SNS, as it publishes to devices. */
export const createPushProvider = ({ endpoints, ...context }: PushContext): WiredService =>
  createProvider({
    ...context,
    name: 'push',
    refusals: [
      ['ThrottledException', 429],
      ['InternalErrorException', 500],
      ['ServiceUnavailable', 503],
      ['PlatformApplicationDisabledException', 400],
    ],
    read: (command) => {
      if (!(command instanceof PublishCommand)) return undefined;
      const { TargetArn = '', Message = '' } = command.input;
      return {
        deliveryId: deliveryIdPattern.exec(Message)?.[0] ?? '',
        address: endpoints.tokenOf(TargetArn),
        text: Message,
      };
    },
    rejection: ({ address }) =>
      endpoints.isEnabled(address) ? undefined : rejectedAs('EndpointDisabledException'),
    messageIdOf: ({ deliveryId, startedAt }) => `sns-${deliveryId}-${startedAt}`,
    answer: (MessageId) => ({ MessageId }),
    reportsOn: 'PUSH',
  });

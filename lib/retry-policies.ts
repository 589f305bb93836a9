import type { ChannelName } from '#core/channel.ts';
import type { Speed } from '#core/priority.ts';
import {
  maxReceiveCount,
  type ProviderRetryPolicies,
  type RetryPolicies,
} from '#core/retry-policy.ts';
import type { StageSettings } from './stage-settings.ts';

/** The receives after which a queue parks a message: computed from its policy, never typed. */
export const maxReceiveCounts = (policies: RetryPolicies): Readonly<Record<Speed, number>> => ({
  express: maxReceiveCount(policies.express),
  standard: maxReceiveCount(policies.standard),
});

/** The policies of a channel's providers that differ from the speeds', each whole. */
export const providerRetryPolicies = (
  { retryPolicies, providerRetries }: StageSettings,
  channel: ChannelName,
): ProviderRetryPolicies =>
  Object.fromEntries(
    Object.entries(providerRetries?.[channel] ?? {}).map(([provider, differing]) => [
      provider,
      {
        express: { ...retryPolicies.express, ...differing.express },
        standard: { ...retryPolicies.standard, ...differing.standard },
      },
    ]),
  );

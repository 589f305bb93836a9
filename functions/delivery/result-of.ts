import type { DeliveryMessage } from '#core/messages.ts';
import type { DeliveryRecord } from '#core/notification.ts';
import { speedOf } from '#core/priority.ts';
import { retryDelaySeconds } from '#core/retry-policy.ts';
import type { Outcome } from '#functions/channels/channel.ts';
import type { DeliverDeps } from './deliver-deps.ts';
import type { DeliveryResult } from './delivery-store.ts';

/** What an outcome means for the delivery. */
export function resultOf(
  message: DeliveryMessage,
  claimed: DeliveryRecord,
  outcome: Outcome,
  deps: DeliverDeps,
): DeliveryResult & { readonly retryAfterSeconds?: number } {
  if (outcome.kind === 'sent') {
    const { kind: _, ...provider } = outcome;
    return { status: 'SENT', ...provider };
  }
  if (outcome.kind === 'expired') return { status: 'EXPIRED', reason: 'EXPIRED' };
  const { detail } = outcome;
  if (outcome.kind === 'rejected') return { status: 'FAILED', reason: outcome.reason, detail };
  const whenUncertain = deps.categoryOf(message.request)?.whenUncertain;
  if (outcome.kind === 'uncertain' && whenUncertain === 'HOLD') {
    const { provider } = outcome;
    return {
      status: 'UNCERTAIN',
      reason: 'PROVIDER_TIMEOUT',
      detail,
      ...(provider === undefined ? {} : { provider }),
    };
  }
  const policies = deps.providerRetryPolicies?.[outcome.provider ?? ''] ?? deps.retryPolicies;
  const policy = policies[speedOf(message.request.priority)];
  const elapsedSeconds = (deps.now() - (claimed.firstAttemptAt ?? deps.now())) / 1000;
  const reason = outcome.kind === 'uncertain' ? 'PROVIDER_TIMEOUT' : outcome.reason;
  if (policy.attempts !== undefined && claimed.attempt >= policy.attempts) {
    return { status: 'FAILED', reason: 'EXHAUSTED', detail };
  }
  if (elapsedSeconds >= policy.holdAfterSeconds) return { status: 'HELD', reason, detail };
  const delay = retryDelaySeconds(policy, claimed.attempt, elapsedSeconds, deps.random());
  const asked = outcome.kind === 'refused-for-now' ? (outcome.retryAfterSeconds ?? 0) : 0;
  return { status: 'RETRYING', reason, detail, retryAfterSeconds: Math.max(delay, asked) };
}

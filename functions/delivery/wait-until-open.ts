import type { DeliveryMessage } from '#core/messages.ts';
import { speedOf } from '#core/priority.ts';
import { retryDelaySeconds } from '#core/retry-policy.ts';
import type { Received } from '#platform/queue-worker.ts';
import { afterRefusal } from './after-refusal.ts';
import type { ClosedReason } from './channel-gate.ts';
import type { DeliverDeps } from './deliver-deps.ts';
import { type Delivered, retry } from './delivered.ts';
import { hold } from './hold.ts';
import { noLaterThanExpiry } from './no-later-than-expiry.ts';

const waitsFor = {
  CHANNEL_PAUSED: 'delivery-waits-for-resume',
  PROVIDER_UNAVAILABLE: 'delivery-waits-for-provider',
  ATTACHMENT_UNAVAILABLE: 'delivery-waits-for-attachment',
} as const satisfies Record<ClosedReason | 'ATTACHMENT_UNAVAILABLE', string>;

/**
 * Nobody is called, and nothing is claimed: it comes back as what was refused does. Its status says why from
 * the first time on; after a day it leaves the queue, as after an outage.
 */
export async function waitUntilOpen(
  { message, receiveCount, firstReceivedAt }: Received<DeliveryMessage>,
  reason: keyof typeof waitsFor,
  deps: DeliverDeps,
): Promise<Delivered> {
  const policy = deps.retryPolicies[speedOf(message.request.priority)];
  const elapsedSeconds = Math.max(0, deps.now() - firstReceivedAt) / 1000;
  if (elapsedSeconds >= policy.holdAfterSeconds) {
    const until = deps.now() + policy.thenEverySeconds * 1000;
    const stale = { reason, until };
    const stored = await deps.store.hold(message, stale);
    return stored === undefined
      ? afterRefusal(message, deps, { stale })
      : hold(message, stored, deps);
  }
  // Nobody is called, so that it may come back sooner than what was refused: with the time until one call tries the
  // provider, what is urgent waits for a minute at most when that is well again.
  const chance = reason === 'PROVIDER_UNAVAILABLE' ? deps.random() / 2 : deps.random();
  const delay = retryDelaySeconds(policy, receiveCount, elapsedSeconds, chance);
  const stored = receiveCount === 1 ? await deps.store.postpone(message, reason) : undefined;
  const result = retry(waitsFor[reason], message, noLaterThanExpiry(delay, message, deps));
  return { result, ...(stored === undefined ? {} : { stored }) };
}

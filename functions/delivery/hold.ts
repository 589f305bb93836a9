import type { DeliveryMessage } from '#core/messages.ts';
import { speedOf } from '#core/priority.ts';
import type { DeliverDeps } from './deliver-deps.ts';
import { type Delivered, done } from './delivered.ts';
import type { StoredDelivery } from './delivery-store.ts';

/** Never in the past, as Scheduler wants it. */
export const leastHoldMs = 60_000;

/** Brings what is HELD back to the router by Scheduler; by whoever finds it so, for a repeat is the same. */
export async function hold(
  message: DeliveryMessage,
  stored: StoredDelivery,
  deps: DeliverDeps,
): Promise<Delivered> {
  const policy = deps.retryPolicies[speedOf(message.request.priority)];
  const later = deps.now() + policy.thenEverySeconds * 1000;
  // What the router is to decide again says when; the rest comes back as it would be tried again here.
  const at = Math.max(stored.delivery.heldUntil ?? later, deps.now() + leastHoldMs);
  await deps.scheduleRelease(message, stored.delivery.round, at);
  return done('delivery-held', message, stored);
}

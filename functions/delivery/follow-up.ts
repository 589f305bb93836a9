import { nextInLine } from '#core/fallback.ts';
import type { DeliveryMessage } from '#core/messages.ts';
import type { DeliverDeps } from './deliver-deps.ts';
import type { StoredDelivery } from './delivery-store.ts';
import { leastHoldMs } from './hold.ts';

/** One channel after the other: what failed for good does not keep the next one waiting for its time. */
export async function followUp(
  message: DeliveryMessage,
  { record }: StoredDelivery,
  deps: DeliverDeps,
): Promise<void> {
  const next = message.request.routing === undefined ? undefined : nextInLine(record);
  if (next !== undefined) await deps.scheduleNext(message, next, deps.now() + leastHoldMs);
}

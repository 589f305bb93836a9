import type { StatusEvent } from '#core/event.ts';
import { toldAt } from '#core/event-facts.ts';
import { parseDeliveryId } from '#core/ids.ts';
import type { DeliveryMessage } from '#core/messages.ts';
import { deliveryEvent } from '#core/status-events.ts';
import type { DeliverDeps } from './deliver-deps.ts';
import type { StoredDelivery } from './delivery-store.ts';

/** What is told of a delivery by where it stands, after it was written. */
export function eventsOf(
  message: DeliveryMessage,
  stored: StoredDelivery | undefined,
  { now }: Pick<DeliverDeps, 'now'>,
): readonly StatusEvent[] {
  const key = parseDeliveryId(message.deliveryId)?.key;
  if (stored === undefined || key === undefined) return [];
  const { record, delivery } = stored;
  const { status } = delivery;
  // Another round's, or a lease of some seconds: whoever has it tells what comes of it.
  if (status === 'SENDING' || status === 'QUEUED') return [];
  // The story says when, so that a repeat is the same; of retries it tells the first alone.
  const told = status === 'RETRYING' ? undefined : toldAt(record, status, key);
  return [deliveryEvent(record, key, delivery, told ?? now())];
}

import { toldAt } from '#core/event-facts.ts';
import { parseDeliveryId } from '#core/ids.ts';
import type { DeliveryMessage } from '#core/messages.ts';
import { deliveryEvent } from '#core/status-events.ts';
import type { PublishEvents } from '#platform/event-publisher.ts';
import type { NotificationsTable } from '#platform/notifications-table.ts';
import { createDeliveryStore } from './delivery-store.ts';

/** Records PARKED, and tells so, before SQS moves a delivery to its DLQ; a redrive claims it again. */
export type ParkDelivery = (message: DeliveryMessage, cause: string) => Promise<void>;

export const createParkDelivery = (
  table: NotificationsTable,
  publish: PublishEvents,
  now: () => number,
): ParkDelivery => {
  const store = createDeliveryStore(table, now);
  return async (message, cause) => {
    const parked = { status: 'PARKED', reason: 'EXHAUSTED', detail: cause } as const;
    // The SDK's own repeat of a write whose answer was lost is refused, and what stands there is ours.
    const stored = (await store.end(message, parked)) ?? (await store.read(message));
    const key = parseDeliveryId(message.deliveryId)?.key;
    if (stored?.delivery.status !== 'PARKED' || key === undefined) return;
    const at = toldAt(stored.record, 'PARKED', key) ?? now();
    await publish([deliveryEvent(stored.record, key, stored.delivery, at)]);
  };
};

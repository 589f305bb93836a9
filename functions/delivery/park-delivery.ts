import type { DeliveryMessage } from '#core/messages.ts';
import type { PublishEvents } from '#platform/event-publisher.ts';
import type { NotificationsTable } from '#platform/notifications-table.ts';
import { eventsOf } from './delivery-events.ts';
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
    if (stored?.delivery.status !== 'PARKED') return;
    await publish(eventsOf(message, stored, { now }));
  };
};

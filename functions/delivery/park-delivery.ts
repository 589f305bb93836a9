import type { DeliveryMessage } from '#core/messages.ts';
import type { NotificationsTable } from '#platform/notifications-table.ts';
import { createDeliveryStore } from './delivery-store.ts';

/** Records PARKED before SQS moves a delivery to its DLQ; a redrive claims it again. */
export type ParkDelivery = (message: DeliveryMessage, cause: string) => Promise<void>;

export const createParkDelivery = (table: NotificationsTable, now: () => number): ParkDelivery => {
  const store = createDeliveryStore(table, now);
  return async (message, cause) => {
    await store.end(message, { status: 'PARKED', reason: 'EXHAUSTED', detail: cause });
  };
};

import type { DeliveryMessage } from '#core/messages.ts';
import type { MessageResult } from '#platform/queue-worker.ts';
import type { StoredDelivery } from './delivery-store.ts';

/** What became of one delivery, and what is to be told of it. */
export interface Delivered {
  readonly result: MessageResult;
  readonly stored?: StoredDelivery;
}

/** Nothing more is to be done by this message. */
export function done(event: string, message: DeliveryMessage, stored?: StoredDelivery): Delivered {
  return {
    result: { kind: 'done', event, ids: { deliveryId: message.deliveryId } },
    ...(stored === undefined ? {} : { stored }),
  };
}

/** The message comes back; by the retry policy of its queue where no time is named. */
export function retry(
  event: string,
  message: DeliveryMessage,
  afterSeconds?: number,
  error?: unknown,
): MessageResult {
  const ids = { deliveryId: message.deliveryId };
  return {
    kind: 'retry',
    event,
    ids,
    error,
    ...(afterSeconds === undefined ? {} : { afterSeconds }),
  };
}

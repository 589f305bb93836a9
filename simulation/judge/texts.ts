import { parseDeliveryId } from '#core/ids.ts';
import type { NotificationRecord } from '#core/notification.ts';
import { markerIn } from '../actors/marker.ts';
import type { Tales } from './tales.ts';

/** Texts on their way to a provider that is told nothing of a delivery but its words. */
export interface Texts {
  queued(queue: string, body: string): void;
  /** The delivery whose text says a marker, and who may be calling now. */
  with(marker: string): string | undefined;
}

interface TextsOptions {
  readonly tales: Tales;
  readonly record: (notificationId: string) => NotificationRecord | undefined;
}

const deliveryIdOfText = /ntf_[0-9a-z]{25}-SMS-[\w-]{10}/;

export const createTexts = ({ tales, record }: TextsOptions): Texts => {
  // A caller who tries again without a key says the same in two notifications.
  const byMarker = new Map<string, Set<string>>();

  /** How likely it is that a delivery is what its text was called for: its claim was refused elsewhere, or is not used. */
  const likelihoodOf = (deliveryId: string): number => {
    const { notificationId = '', key = '' } = parseDeliveryId(deliveryId) ?? {};
    const delivery = record(notificationId)?.deliveries?.[key];
    if (delivery?.status !== 'SENDING') return 0;
    const earlier = tales.ofDelivery(notificationId, key).claimsUsed.get(delivery.attempt);
    if (earlier === undefined) return 2;
    return earlier.wasRefused ? 3 : 1;
  };

  return {
    queued: (queue, body) => {
      if (!queue.startsWith('lane-sms')) return;
      const deliveryId = deliveryIdOfText.exec(body)?.[0];
      const marker = markerIn(body);
      if (deliveryId === undefined || marker === undefined) return;
      const same = byMarker.get(marker);
      if (same === undefined) byMarker.set(marker, new Set([deliveryId]));
      else same.add(deliveryId);
    },
    with: (marker) => {
      const [first, ...others] = byMarker.get(marker) ?? [];
      if (first === undefined || others.length === 0) return first;
      return others.reduce(
        (best, one) => (likelihoodOf(one) > likelihoodOf(best) ? one : best),
        first,
      );
    },
  };
};

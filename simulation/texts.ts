import { markerIn } from './traffic.ts';

/** Texts on their way to a provider that is told nothing of a delivery but its words. */
export interface Texts {
  queued(queue: string, body: string): void;
  /** The delivery whose text says a marker. */
  with(marker: string): string | undefined;
}

const deliveryIdOfText = /ntf_[0-9a-z]{25}-SMS-[\w-]{10}/;

export const createTexts = (): Texts => {
  const byMarker = new Map<string, string>();
  return {
    queued: (queue, body) => {
      if (!queue.startsWith('lane-sms')) return;
      const deliveryId = deliveryIdOfText.exec(body)?.[0];
      if (deliveryId !== undefined) byMarker.set(markerIn(body) ?? '', deliveryId);
    },
    with: (marker) => byMarker.get(marker),
  };
};

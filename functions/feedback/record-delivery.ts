import { toMarks } from '#core/feedback.ts';
import { parseDeliveryId } from '#core/ids.ts';
import { eventsOf } from './feedback-events.ts';
import type { StoreFeedback } from './feedback-store.ts';
import { done, type Recorded, retry } from './recorded.ts';
import type { DeliveryReport } from './report.ts';

/** Writes all that a batch says of one delivery, once. */
export const recordDelivery = async (
  deliveryId: string,
  reports: readonly DeliveryReport[],
  store: StoreFeedback,
): Promise<Recorded> => {
  const ids = { deliveryId };
  const named = parseDeliveryId(deliveryId);
  const [first] = reports;
  if (named === undefined || first === undefined) return done('feedback-unmatched', ids);
  const { provider, providerMessageId } = first;
  const marks = toMarks(reports.flatMap(({ feedback }) => feedback));
  try {
    const stored = await store(named.notificationId, named.key, {
      marks,
      provider,
      providerMessageId,
    });
    // Its record is kept for longer than feedback takes: somebody deleted it, or it was another stage's.
    if (stored === undefined) return done('feedback-for-nobody', ids);
    return {
      ...done('feedback-recorded', { ...ids, status: stored.delivery.status }),
      events: eventsOf(deliveryId, stored, marks),
    };
  } catch (error) {
    return { result: retry('feedback-failed', first, error) };
  }
};

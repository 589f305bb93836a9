import { type FeedbackMarks, mergeFeedback, standingOf } from './feedback.ts';
import type { DeliveryRecord } from './notification.ts';

/** What was said of one delivery, and whose message it was. */
export interface DeliveryFeedback {
  readonly marks: FeedbackMarks;
  readonly provider?: string | undefined;
  readonly providerMessageId?: string | undefined;
}

/**
 * A delivery after feedback. Whoever speaks of it has it, so that any feedback ends our own steps; of all
 * that was said the strongest stands. Late, repeated, reordered or early, it comes to the same.
 */
export const applyFeedback = (
  delivery: DeliveryRecord,
  { marks, provider, providerMessageId }: DeliveryFeedback,
): DeliveryRecord => {
  const feedback = mergeFeedback(delivery.feedback ?? {}, marks);
  const standing = standingOf(feedback);
  if (standing === undefined) return delivery;
  const {
    leaseUntil: _,
    claimedBy: __,
    heldUntil: ___,
    settlesBy: ____,
    reason: _____,
    detail: ______,
    ...lasting
  } = delivery;
  return {
    ...(provider === undefined ? {} : { provider }),
    ...(providerMessageId === undefined ? {} : { providerMessageId }),
    ...lasting,
    status: standing.status,
    ...(standing.reason === undefined ? {} : { reason: standing.reason }),
    ...(standing.detail === undefined ? {} : { detail: standing.detail }),
    feedback,
  };
};

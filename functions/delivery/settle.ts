import { deliveryId as deliveryIdOf } from '#core/ids.ts';
import type { DeliveryMessage } from '#core/messages.ts';
import type { DeliveryRecord } from '#core/notification.ts';
import type { DeliverDeps } from './deliver-deps.ts';
import { type Delivered, done, retry } from './delivered.ts';
import type { DeliveryResult, StoredDelivery } from './delivery-store.ts';
import { followUp } from './follow-up.ts';
import { hold } from './hold.ts';
import { noLaterThanExpiry } from './no-later-than-expiry.ts';

/** Records the result; then it is finished, comes back by the queue, or by Scheduler. */
export async function settle(
  message: DeliveryMessage,
  claimed: DeliveryRecord,
  { retryAfterSeconds, ...result }: DeliveryResult & { readonly retryAfterSeconds?: number },
  deps: DeliverDeps,
): Promise<Delivered> {
  const written = await deps.store.finish(message, claimed, result);
  const stored = written ?? (await deps.store.read(message));
  // Feedback may have overtaken our own record; whatever stands there now stands. But the SDK's own
  // repeat of a write whose answer was lost is refused as well, and then what stands there is ours.
  const isOurs = written !== undefined || isResultOf(stored?.delivery, claimed, result);
  if (stored !== undefined && result.status === 'SENT' && !tellsOfSent(stored, message)) {
    return sentBeforeRecorded(message, (await deps.store.tellSent(message)) ?? stored);
  }
  if (stored === undefined || !isOurs) return done('delivery-overtaken', message, stored);
  if (result.status === 'HELD') return hold(message, stored, deps);
  if (result.status === 'FAILED') await followUp(message, stored, deps);
  if (retryAfterSeconds === undefined) {
    return done(`delivery-${result.status.toLowerCase()}`, message, stored);
  }
  const afterSeconds = noLaterThanExpiry(retryAfterSeconds, message, deps);
  return { result: retry('delivery-retrying', message, afterSeconds), stored };
}

/** What was delivered was sent: the story and the events say both, whoever was faster. */
function sentBeforeRecorded(
  message: DeliveryMessage,
  { record, delivery: { reason: _, ...delivery } }: StoredDelivery,
): Delivered {
  return done('delivery-sent', message, { record, delivery: { ...delivery, status: 'SENT' } });
}

function tellsOfSent({ record }: StoredDelivery, { deliveryId }: DeliveryMessage): boolean {
  return record.timeline.some(
    ({ event, delivery }) =>
      event === 'SENT' && deliveryId === deliveryIdOf(record.notificationId, delivery ?? ''),
  );
}

function isResultOf(
  stands: DeliveryRecord | undefined,
  { attempt: attempts }: DeliveryRecord,
  { status }: DeliveryResult,
): boolean {
  return stands?.status === status && stands.attempt === attempts;
}

import type { DeliveryMessage } from '#core/messages.ts';
import { staleDecision } from '#core/stale-decision.ts';
import { concurrently } from '#platform/concurrently.ts';
import type { MessageResult, Received } from '#platform/queue-worker.ts';
import { afterRefusal } from './after-refusal.ts';
import { attempt, type Files } from './attempt.ts';
import type { DeliverDeps } from './deliver-deps.ts';
import { type Delivered, done, retry } from './delivered.ts';
import { eventsOf } from './delivery-events.ts';
import { hold } from './hold.ts';
import { waitUntilOpen } from './wait-until-open.ts';

/**
 * The one use case of every lane: claim, render, send, record, then publish. Killed anywhere, a copy
 * of the message finds out from the record how far it came.
 */
export const deliver = async (
  batch: readonly Received<DeliveryMessage>[],
  deps: DeliverDeps,
): Promise<readonly MessageResult[]> => {
  const turns = deps.pace?.(batch.length);
  const delivered = await concurrently([...batch.entries()], async ([position, received]) => {
    await turns?.wait(position);
    try {
      return await deliverOne(received, deps);
    } catch (error) {
      return { result: retry('delivery-failed', received.message, undefined, error) };
    }
  });
  await deps.publish(
    batch.flatMap(({ message }, position) => eventsOf(message, delivered[position]?.stored, deps)),
  );
  await turns?.end();
  return delivered.map(({ result }) => result);
};

async function deliverOne(
  received: Received<DeliveryMessage>,
  deps: DeliverDeps,
): Promise<Delivered> {
  const { message } = received;
  if (message.request.expiresAt <= deps.now()) {
    const stored = await deps.store.end(message, { status: 'EXPIRED', reason: 'EXPIRED' });
    return stored === undefined
      ? afterRefusal(message, deps)
      : done('delivery-expired', message, stored);
  }
  const stale = staleDecision(message, deps.now());
  if (stale !== undefined) {
    const stored = await deps.store.hold(message, stale);
    return stored === undefined ? afterRefusal(message, deps) : hold(message, stored, deps);
  }
  const closed = await deps.closed?.();
  if (closed !== undefined) return waitUntilOpen(received, closed, deps);
  // Before the claim: where it cannot be read for now, nothing is in doubt, and it is tried again.
  await deps.loadTemplate?.(message.request);
  const { attachments = [] } = message.request;
  if (attachments.length === 0 || deps.withAttachments === undefined) return send(message, deps);
  return deps.withAttachments(attachments, async (loaded) => {
    if (loaded.kind === 'late') return { result: retry('delivery-waits-for-turn', message, 1) };
    return loaded.kind === 'unavailable'
      ? waitUntilOpen(received, 'ATTACHMENT_UNAVAILABLE', deps)
      : send(message, deps, loaded);
  });
}

async function send(
  message: DeliveryMessage,
  deps: DeliverDeps,
  files?: Files,
): Promise<Delivered> {
  const claimedBy = deps.newClaim();
  const claimed = await deps.store.claim(message, claimedBy);
  return claimed === undefined
    ? afterRefusal(message, deps, { claimedBy, ...(files === undefined ? {} : { files }) })
    : attempt(message, claimed.delivery, deps, files);
}

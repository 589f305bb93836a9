import type { DeliveryMessage } from '#core/messages.ts';
import type { DeliveryRecord } from '#core/notification.ts';
import { type StaleDecision, staleDecision } from '#core/stale-decision.ts';
import { attempt, type Files } from './attempt.ts';
import type { DeliverDeps } from './deliver-deps.ts';
import { type Delivered, done, retry } from './delivered.ts';
import { followUp } from './follow-up.ts';
import { hold } from './hold.ts';
import { settle } from './settle.ts';

/** What is known of a message whose write was refused. */
interface Refused {
  /** By which claim, where it was one. */
  readonly claimedBy?: string;
  readonly files?: Files;
  /** Why nobody is to be called, whatever the record says. */
  readonly stale?: StaleDecision;
}

/** It is not ours to send: finds out why, from the record. */
export async function afterRefusal(
  message: DeliveryMessage,
  deps: DeliverDeps,
  refused: Refused = {},
): Promise<Delivered> {
  const { claimedBy, files } = refused;
  const stored = await deps.store.read(message);
  // A claim needs its record to exist: what outlived it is expired, never new.
  if (stored === undefined) return done('delivery-gone', message);
  const { delivery } = stored;
  if (delivery.status === 'SENDING' && delivery.round === message.round) {
    // The SDK repeated our claim because its first answer was lost: it stands, and is ours.
    if (claimedBy !== undefined && delivery.claimedBy === claimedBy) {
      return attempt(message, delivery, deps, files);
    }
    const leaseLeftMs = (delivery.leaseUntil ?? 0) - deps.now();
    return leaseLeftMs > 0
      ? { result: retry('delivery-leased', message, Math.ceil(leaseLeftMs / 1000) + 1) }
      : afterCrash(message, delivery, deps, refused);
  }
  if (delivery.status === 'HELD' && delivery.round === message.round + 1) {
    // Our own hold, perhaps by a run that died before it was scheduled.
    return hold(message, stored, deps);
  }
  if (isWaiting(delivery) && delivery.round === message.round) {
    return { result: retry('delivery-moved', message, 1) };
  }
  // It may have been killed before it told the next channel.
  if (delivery.status === 'FAILED') await followUp(message, stored, deps);
  return done('delivery-already-settled', message, stored);
}

/** A copy died between its call and its record: whether the provider has it, nobody knows. */
async function afterCrash(
  message: DeliveryMessage,
  dead: DeliveryRecord,
  deps: DeliverDeps,
  { files, stale }: Refused,
): Promise<Delivered> {
  const reason = 'CRASHED_WHILE_SENDING';
  if (deps.categoryOf(message.request)?.whenUncertain === 'HOLD') {
    return settle(message, dead, { status: 'UNCERTAIN', reason }, deps);
  }
  if (message.request.expiresAt <= deps.now()) {
    return settle(message, dead, { status: 'EXPIRED', reason }, deps);
  }
  const outdated = stale ?? staleDecision(message, deps.now());
  if (outdated !== undefined) {
    // It may be in quiet hours by now, or its channel closed: whether it is tried once more is for the router to decide.
    const { reason: why, until } = outdated;
    return settle(message, dead, { status: 'HELD', reason: why, heldUntil: until }, deps);
  }
  const claimedBy = deps.newClaim();
  const taken = await deps.store.takeOver(message, dead, claimedBy);
  if (taken !== undefined) return attempt(message, taken.delivery, deps, files);
  const stored = await deps.store.read(message);
  return stored?.delivery.claimedBy === claimedBy
    ? attempt(message, stored.delivery, deps, files)
    : { result: retry('delivery-moved', message, 1) };
}

function isWaiting({ status }: DeliveryRecord): boolean {
  return status === 'QUEUED' || status === 'RETRYING' || status === 'PARKED';
}

import type { Category } from '#core/category.ts';
import type { StatusEvent } from '#core/event.ts';
import { toldAt } from '#core/event-facts.ts';
import { type NextInLine, nextInLine } from '#core/fallback.ts';
import { deliveryId as deliveryIdOf, parseDeliveryId } from '#core/ids.ts';
import type { DeliveryMessage, RequestMessage } from '#core/messages.ts';
import type { DeliveryRecord } from '#core/notification.ts';
import { speedOf } from '#core/priority.ts';
import {
  type ProviderRetryPolicies,
  type RetryPolicies,
  retryDelaySeconds,
} from '#core/retry-policy.ts';
import { staleDecision } from '#core/stale-decision.ts';
import { deliveryEvent } from '#core/status-events.ts';
import type { Outcome, ReaderLinks, Send } from '#functions/channels/channel.ts';
import { concurrently } from '#platform/concurrently.ts';
import type { PublishEvents } from '#platform/event-publisher.ts';
import type { MessageResult, Received } from '#platform/queue-worker.ts';
import type { LoadedAttachments, WithAttachments } from './attachments.ts';
import type { ChannelGate, ClosedReason } from './channel-gate.ts';
import type { DeliveryResult, DeliveryStore, StoredDelivery } from './delivery-store.ts';
import { type LinksFor, makeLinks } from './make-links.ts';
import type { Pace } from './pace.ts';
import type { Rendered } from './render.ts';

export interface DeliverDeps {
  readonly store: DeliveryStore;
  /** Reads what a message is rendered from, where that is not in code; kept by the container. */
  readonly loadTemplate?: (request: RequestMessage) => Promise<unknown>;
  readonly render: (
    message: DeliveryMessage,
    links: ReaderLinks | undefined,
  ) => Rendered | Promise<Rendered>;
  /** The links that go into a message; absent where the channel has none. */
  readonly linksFor?: LinksFor;
  /** Reads the files that go with a message; absent where the channel carries none. */
  readonly withAttachments?: WithAttachments;
  readonly send: Send;
  /** Why the channel may not be used for now; absent where nothing can close it. */
  readonly closed?: ChannelGate['closed'];
  readonly publish: PublishEvents;
  /** Brings a HELD delivery back to the router at that time; a repeat is the same. */
  readonly scheduleRelease: (message: DeliveryMessage, round: number, at: number) => Promise<void>;
  /** Brings the channel whose turn is next to the router before its time; a repeat is the same. */
  readonly scheduleNext: (message: DeliveryMessage, next: NextInLine, at: number) => Promise<void>;
  readonly categoryOf: (request: RequestMessage) => Category | undefined;
  /** Whom a message comes from, by an id of the stage's; undefined for its own sender. */
  readonly senderOf?: (request: RequestMessage) => string | undefined;
  readonly retryPolicies: RetryPolicies;
  /** Of providers that are to be tried otherwise. */
  readonly providerRetryPolicies?: ProviderRetryPolicies;
  /** Absent where the stage names no rate. */
  readonly pace?: Pace;
  /** What no other claim is called. */
  readonly newClaim: () => string;
  readonly now: () => number;
  readonly random: () => number;
}

/** What became of one delivery, and what is to be told of it. */
interface Delivered {
  readonly result: MessageResult;
  readonly stored?: StoredDelivery;
}

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

/** What can be said of the files of a message once it is claimed. */
type Files = Extract<LoadedAttachments, { readonly kind: 'loaded' | 'failed' }>;

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

const waitsFor = {
  CHANNEL_PAUSED: 'delivery-waits-for-resume',
  PROVIDER_UNAVAILABLE: 'delivery-waits-for-provider',
  ATTACHMENT_UNAVAILABLE: 'delivery-waits-for-attachment',
} as const satisfies Record<ClosedReason | 'ATTACHMENT_UNAVAILABLE', string>;

/**
 * Nobody is called, and nothing is claimed: it comes back as what was refused does. Its status says why from
 * the first time on; after a day it leaves the queue, as after an outage.
 */
async function waitUntilOpen(
  { message, receiveCount, firstReceivedAt }: Received<DeliveryMessage>,
  reason: keyof typeof waitsFor,
  deps: DeliverDeps,
): Promise<Delivered> {
  const policy = deps.retryPolicies[speedOf(message.request.priority)];
  const elapsedSeconds = Math.max(0, deps.now() - firstReceivedAt) / 1000;
  if (elapsedSeconds >= policy.holdAfterSeconds) {
    const until = deps.now() + policy.thenEverySeconds * 1000;
    const stored = await deps.store.hold(message, { reason, until });
    return stored === undefined ? afterRefusal(message, deps) : hold(message, stored, deps);
  }
  // Nobody is called, so that it may come back sooner than what was refused: with the time until one call tries the
  // provider, what is urgent waits for a minute at most when that is well again.
  const chance = reason === 'PROVIDER_UNAVAILABLE' ? deps.random() / 2 : deps.random();
  const delay = retryDelaySeconds(policy, receiveCount, elapsedSeconds, chance);
  const stored = receiveCount === 1 ? await deps.store.postpone(message, reason) : undefined;
  const result = retry(waitsFor[reason], message, noLaterThanExpiry(delay, message, deps));
  return { result, ...(stored === undefined ? {} : { stored }) };
}

/** It is not ours to send: finds out why, from the record. */
async function afterRefusal(
  message: DeliveryMessage,
  deps: DeliverDeps,
  { claimedBy, files }: { readonly claimedBy?: string; readonly files?: Files } = {},
): Promise<Delivered> {
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
      : afterCrash(message, delivery, deps, files);
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
  files: Files | undefined,
): Promise<Delivered> {
  const reason = 'CRASHED_WHILE_SENDING';
  if (deps.categoryOf(message.request)?.whenUncertain === 'HOLD') {
    return settle(message, dead, { status: 'UNCERTAIN', reason }, deps);
  }
  if (message.request.expiresAt <= deps.now()) {
    return settle(message, dead, { status: 'EXPIRED', reason }, deps);
  }
  const outdated = staleDecision(message, deps.now());
  if (outdated !== undefined) {
    // It may be in quiet hours by now: whether it is tried once more is for the router to decide.
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

/** One attempt by one provider, the claim being ours. */
async function attempt(
  message: DeliveryMessage,
  claimed: DeliveryRecord,
  deps: DeliverDeps,
  files: Files | undefined,
): Promise<Delivered> {
  const { request } = message;
  const { attachments = [] } = request;
  if (files === undefined && attachments.length > 0 && deps.withAttachments !== undefined) {
    // Taken over from a copy that died: its files were not read for us.
    return deps.withAttachments(attachments, (loaded) =>
      loaded.kind === 'loaded' || loaded.kind === 'failed'
        ? attempt(message, claimed, deps, loaded)
        : settle(message, claimed, resultOf(message, claimed, withoutFiles(loaded), deps), deps),
    );
  }
  if (files?.kind === 'failed') {
    const { reason, detail } = files;
    return settle(message, claimed, { status: 'FAILED', reason, detail }, deps);
  }
  const category = deps.categoryOf(request);
  const made = await makeLinks(message, category, deps.linksFor);
  if (made.kind === 'refused-for-now') {
    return settle(message, claimed, resultOf(message, claimed, made, deps), deps);
  }
  const { links } = made;
  const rendered = await deps.render(message, links);
  if (rendered.kind === 'failed') {
    const { reason = 'RENDERING_FAILED', detail } = rendered;
    return settle(message, claimed, { status: 'FAILED', reason, detail }, deps);
  }
  const sender = deps.senderOf?.(request);
  const outcome = await deps.send({
    deliveryId: message.deliveryId,
    notificationId: request.notificationId,
    address: message.address,
    templateId: request.templateId,
    category: category?.id ?? 'unknown',
    ...(sender === undefined ? {} : { sender }),
    ...(message.userId === undefined ? {} : { userId: message.userId }),
    expiresAt: request.expiresAt,
    acceptedAt: request.acceptedAt,
    content: rendered.content,
    ...(links === undefined ? {} : { links }),
    ...(files === undefined ? {} : { files: files.files }),
  });
  return settle(message, claimed, resultOf(message, claimed, outcome, deps), deps);
}

/** A mail is not sent without its files: it is tried again. */
function withoutFiles(loaded: Exclude<LoadedAttachments, Files>): Outcome {
  const detail = loaded.kind === 'unavailable' ? loaded.detail : 'no time left for attachments';
  return { kind: 'refused-for-now', reason: 'PROVIDER_UNAVAILABLE', detail };
}

/** What an outcome means for the delivery. */
function resultOf(
  message: DeliveryMessage,
  claimed: DeliveryRecord,
  outcome: Outcome,
  deps: DeliverDeps,
): DeliveryResult & { readonly retryAfterSeconds?: number } {
  if (outcome.kind === 'sent') {
    const { kind: _, ...provider } = outcome;
    return { status: 'SENT', ...provider };
  }
  if (outcome.kind === 'expired') return { status: 'EXPIRED', reason: 'EXPIRED' };
  const { detail } = outcome;
  if (outcome.kind === 'rejected') return { status: 'FAILED', reason: outcome.reason, detail };
  const whenUncertain = deps.categoryOf(message.request)?.whenUncertain;
  if (outcome.kind === 'uncertain' && whenUncertain === 'HOLD') {
    const { provider } = outcome;
    return {
      status: 'UNCERTAIN',
      reason: 'PROVIDER_TIMEOUT',
      detail,
      ...(provider === undefined ? {} : { provider }),
    };
  }
  const policies = deps.providerRetryPolicies?.[outcome.provider ?? ''] ?? deps.retryPolicies;
  const policy = policies[speedOf(message.request.priority)];
  const elapsedSeconds = (deps.now() - (claimed.firstAttemptAt ?? deps.now())) / 1000;
  const reason = outcome.kind === 'uncertain' ? 'PROVIDER_TIMEOUT' : outcome.reason;
  if (policy.attempts !== undefined && claimed.attempt >= policy.attempts) {
    return { status: 'FAILED', reason: 'EXHAUSTED', detail };
  }
  if (elapsedSeconds >= policy.holdAfterSeconds) return { status: 'HELD', reason, detail };
  const delay = retryDelaySeconds(policy, claimed.attempt, elapsedSeconds, deps.random());
  const asked = outcome.kind === 'refused-for-now' ? (outcome.retryAfterSeconds ?? 0) : 0;
  return { status: 'RETRYING', reason, detail, retryAfterSeconds: Math.max(delay, asked) };
}

/** Records the result; then it is finished, comes back by the queue, or by Scheduler. */
async function settle(
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

/** So that it ends as EXPIRED on time. */
function noLaterThanExpiry(
  seconds: number,
  { request }: DeliveryMessage,
  { now }: DeliverDeps,
): number {
  return Math.min(seconds, Math.max(1, Math.ceil((request.expiresAt - now()) / 1000)));
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

/** One channel after the other: what failed for good does not keep the next one waiting for its time. */
async function followUp(
  message: DeliveryMessage,
  { record }: StoredDelivery,
  deps: DeliverDeps,
): Promise<void> {
  const next = message.request.routing === undefined ? undefined : nextInLine(record);
  if (next !== undefined) await deps.scheduleNext(message, next, deps.now() + leastHoldMs);
}

/** Never in the past, as Scheduler wants it. */
const leastHoldMs = 60_000;

async function hold(
  message: DeliveryMessage,
  stored: StoredDelivery,
  deps: DeliverDeps,
): Promise<Delivered> {
  const policy = deps.retryPolicies[speedOf(message.request.priority)];
  const later = deps.now() + policy.thenEverySeconds * 1000;
  // What the router is to decide again says when; the rest comes back as it would be tried again here.
  const at = Math.max(stored.delivery.heldUntil ?? later, deps.now() + leastHoldMs);
  await deps.scheduleRelease(message, stored.delivery.round, at);
  return done('delivery-held', message, stored);
}

function eventsOf(
  message: DeliveryMessage,
  stored: StoredDelivery | undefined,
  deps: DeliverDeps,
): readonly StatusEvent[] {
  const key = parseDeliveryId(message.deliveryId)?.key;
  if (stored === undefined || key === undefined) return [];
  const { record, delivery } = stored;
  const { status } = delivery;
  // Another round's, or a lease of some seconds: whoever has it tells what comes of it.
  if (status === 'SENDING' || status === 'QUEUED') return [];
  // The story says when, so that a repeat is the same; of retries it tells the first alone.
  const told = status === 'RETRYING' ? undefined : toldAt(record, status, key);
  return [deliveryEvent(record, key, delivery, told ?? deps.now())];
}

function isWaiting({ status }: DeliveryRecord): boolean {
  return status === 'QUEUED' || status === 'RETRYING' || status === 'PARKED';
}

function done(event: string, message: DeliveryMessage, stored?: StoredDelivery): Delivered {
  return {
    result: { kind: 'done', event, ids: { deliveryId: message.deliveryId } },
    ...(stored === undefined ? {} : { stored }),
  };
}

function retry(
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

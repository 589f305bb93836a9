import { type RetryPolicy, retryDelaySeconds } from '#core/retry-policy.ts';
import { messageIdOf } from '#functions/event-hooks/cloud-event.ts';
import type { DeliveryLog, HookOutcome } from '#functions/event-hooks/delivery-log.ts';
import type { EventHook } from '#functions/event-hooks/event-hook.ts';
import { trialEndsAt } from '#functions/event-hooks/hook-health.ts';
import type { HookDeliveryMessage } from '#functions/event-hooks/hook-messages.ts';
import type { HooksTable } from '#functions/event-hooks/hooks-table.ts';
import type { KeptHooks } from '#functions/event-hooks/kept-hooks.ts';
import type { PostEvent, PostResult } from '#functions/event-hooks/post-event.ts';
import { concurrently } from '#platform/concurrently.ts';
import type { MessageResult, Received } from '#platform/queue-worker.ts';
import { noteFailure, noteSuccess } from './note-health.ts';

export interface DeliverEventDeps {
  readonly kept: KeptHooks;
  readonly hooks: Pick<HooksTable, 'get' | 'putHealth' | 'disable'>;
  readonly log: Pick<DeliveryLog, 'record'>;
  readonly post: PostEvent;
  readonly policy: RetryPolicy;
  readonly now: () => number;
  readonly random: () => number;
}

type Delivery = Received<HookDeliveryMessage>;

/**
 * Posts each event to its receiver. Nothing is claimed before: a receiver drops repeats by the webhook-id, so
 * that a run that dies anywhere comes again, and posts the same.
 */
export const deliverEvents = (
  batch: readonly Delivery[],
  deps: DeliverEventDeps,
): Promise<readonly MessageResult[]> =>
  concurrently(batch, async (received) => {
    try {
      return await deliverOne(received, deps);
    } catch (error) {
      return { kind: 'retry', event: 'event-delivery-failed', ids: idsOf(received), error };
    }
  });

async function deliverOne(received: Delivery, deps: DeliverEventDeps): Promise<MessageResult> {
  const { message } = received;
  const ids = idsOf(received);
  const found = await findHook(message.webhookId, deps);
  if (found === undefined) return { kind: 'done', event: 'event-for-nobody', ids };
  if (!found.enabled) {
    await deps.log.record(message, { status: 'SKIPPED' }, deps.now());
    return { kind: 'done', event: skippedEvent(found), ids };
  }
  const turn = await takeTurn(found, deps);
  if (turn.kind === 'wait') {
    if (isOver(received, deps)) return giveUp(received, {}, deps);
    return again('event-waits', received, turn.seconds, deps);
  }
  const { hook } = turn;
  const result = await deps.post(hook, message.event);
  if (result.kind === 'taken') {
    await noteSuccess(hook, deps);
    const { responseStatus } = result;
    await deps.log.record(message, { status: 'DELIVERED', responseStatus }, deps.now());
    return { kind: 'done', event: 'event-delivered', ids: { ...ids, responseStatus } };
  }
  return afterRefusal(received, hook, result, deps);
}

async function afterRefusal(
  received: Delivery,
  hook: EventHook,
  result: Exclude<PostResult, { kind: 'taken' }>,
  deps: DeliverEventDeps,
): Promise<MessageResult> {
  const { message } = received;
  const answer =
    result.kind === 'refused' ? { responseStatus: result.responseStatus } : { error: result.error };
  const isDisabled = await noteFailure(hook, result, deps);
  if (isDisabled) {
    await deps.log.record(message, { status: 'FAILED', ...answer }, deps.now());
    return { kind: 'done', event: 'webhook-disabled', ids: { ...idsOf(received), ...answer } };
  }
  if (isOver(received, deps)) return giveUp(received, answer, deps);
  await deps.log.record(message, { status: 'RETRYING', ...answer }, deps.now());
  const asked = result.kind === 'refused' ? (result.retryAfterSeconds ?? 0) : 0;
  return again('event-refused', received, asked, deps, answer);
}

/** As it is kept, or as it is now where that would end the delivery. */
async function findHook(
  webhookId: string,
  { kept, hooks }: DeliverEventDeps,
): Promise<EventHook | undefined> {
  const found = (await kept.all()).find((hook) => hook.webhookId === webhookId);
  return found?.enabled ? found : hooks.get(webhookId);
}

type Turn =
  | { readonly kind: 'go'; readonly hook: EventHook }
  | { readonly kind: 'wait'; readonly seconds: number };

/** Who may call a receiver now: anybody, but where it keeps failing nobody for a while, and then one. */
async function takeTurn(hook: EventHook, deps: DeliverEventDeps): Promise<Turn> {
  const { health } = hook;
  if (health?.pausedUntil === undefined) return { kind: 'go', hook };
  const now = deps.now();
  if (health.pausedUntil > now) return { kind: 'wait', seconds: (health.pausedUntil - now) / 1000 };
  const trial = { ...health, pausedUntil: trialEndsAt(now) };
  deps.kept.forget();
  return (await deps.hooks.putHealth(hook, trial))
    ? { kind: 'go', hook: { ...hook, health: trial } }
    : { kind: 'wait', seconds: (trial.pausedUntil - now) / 1000 };
}

/** Whether it has been tried for as long as the policy tries. */
function isOver({ firstReceivedAt }: Delivery, { policy, now }: DeliverEventDeps): boolean {
  return elapsedSeconds(firstReceivedAt, now()) >= policy.holdAfterSeconds;
}

async function giveUp(
  received: Delivery,
  answer: Omit<HookOutcome, 'status'>,
  { log, now }: DeliverEventDeps,
): Promise<MessageResult> {
  await log.record(received.message, { status: 'FAILED', ...answer }, now());
  return { kind: 'done', event: 'event-given-up', ids: { ...idsOf(received), ...answer } };
}

function again(
  event: string,
  received: Delivery,
  atLeastSeconds: number,
  { policy, now, random }: DeliverEventDeps,
  answer: Omit<HookOutcome, 'status'> = {},
): MessageResult {
  const { receiveCount, firstReceivedAt } = received;
  const elapsed = elapsedSeconds(firstReceivedAt, now());
  // Never sooner than the policy says: its receives are counted.
  const byPolicy = retryDelaySeconds(policy, receiveCount, elapsed, random());
  const afterSeconds = Math.max(byPolicy, Math.ceil(atLeastSeconds));
  return { kind: 'retry', event, ids: { ...idsOf(received), ...answer }, afterSeconds };
}

function elapsedSeconds(since: number, now: number): number {
  return Math.max(0, now - since) / 1000;
}

/** An operator hears of what Herald disabled, however often the run that did it dies. */
function skippedEvent({ disabled }: EventHook): string {
  return disabled === undefined ? 'event-skipped' : 'webhook-disabled';
}

function idsOf({ message: { webhookId, event } }: Delivery) {
  return { webhookId, webhookMessageId: messageIdOf(event) };
}

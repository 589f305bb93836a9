import { type CloudEvent, messageIdOf } from '#functions/event-hooks/cloud-event.ts';
import { isWanted } from '#functions/event-hooks/event-hook.ts';
import type { EventLog } from '#functions/event-hooks/event-log.ts';
import type { HookDeliveryMessage } from '#functions/event-hooks/hook-messages.ts';
import type { KeptHooks } from '#functions/event-hooks/kept-hooks.ts';
import { concurrently } from '#platform/concurrently.ts';
import type { MessageResult, Received } from '#platform/queue-worker.ts';

export interface FanOutEventsDeps {
  readonly kept: KeptHooks;
  readonly log: Pick<EventLog, 'add'>;
  /** Queues messages for receivers; returns those that could not be queued. */
  readonly queueDeliveries: (
    messages: readonly HookDeliveryMessage[],
  ) => Promise<readonly HookDeliveryMessage[]>;
}

/**
 * Logs each event, then queues a copy of it for each receiver that wants it. A run that dies in between comes
 * again, and does the same; what cannot be logged comes again alone. Where there is no receiver at all, an event
 * costs nothing more.
 */
export const fanOutEvents = async (
  batch: readonly Received<CloudEvent>[],
  { kept, log, queueDeliveries }: FanOutEventsDeps,
): Promise<readonly MessageResult[]> => {
  if (batch.length === 0) return [];
  const hooks = await kept.all();
  if (hooks.length === 0) {
    return batch.map(({ message }) => done('event-unheard', message, 0));
  }
  // The message's first receive is the same for every copy of it, so that a repeat is logged once.
  const logged = batch.map(({ message, firstReceivedAt }) => ({
    event: message,
    loggedAt: firstReceivedAt,
  }));
  const errors = await concurrently(logged, async (entry) => {
    try {
      await log.add(entry);
      return undefined;
    } catch (error) {
      return { error };
    }
  });
  const messages = logged.map(({ event, loggedAt }, position) =>
    (errors[position] === undefined ? hooks : [])
      .filter((hook) => hook.enabled && isWanted(hook, event))
      .map(({ webhookId }) => ({ schemaVersion: 1 as const, webhookId, loggedAt, event })),
  );
  const failed = new Set(await queueDeliveries(messages.flat()));
  return batch.map(({ message }, position) => {
    const own = messages[position] ?? [];
    const failure = errors[position];
    if (failure !== undefined) {
      const ids = idsOf(message);
      return { kind: 'retry', event: 'event-not-logged', ids, error: failure.error };
    }
    return own.some((one) => failed.has(one))
      ? { kind: 'retry', event: 'event-not-fanned-out', ids: idsOf(message) }
      : done('event-fanned-out', message, own.length);
  });
};

function done(event: string, message: CloudEvent, receivers: number): MessageResult {
  return { kind: 'done', event, ids: { ...idsOf(message), receivers } };
}

function idsOf(message: CloudEvent) {
  return { webhookMessageId: messageIdOf(message) };
}

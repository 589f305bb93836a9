import { isWanted } from '#functions/event-hooks/event-hook.ts';
import type { EventLog } from '#functions/event-hooks/event-log.ts';
import type { HookDeliveryMessage, ReplayMessage } from '#functions/event-hooks/hook-messages.ts';
import type { HooksTable } from '#functions/event-hooks/hooks-table.ts';
import type { MessageResult } from '#platform/queue-worker.ts';

export interface ReplayEventsDeps {
  readonly hooks: Pick<HooksTable, 'get'>;
  readonly log: Pick<EventLog, 'read'>;
  readonly queueDeliveries: (
    messages: readonly HookDeliveryMessage[],
  ) => Promise<readonly HookDeliveryMessage[]>;
  /** Queues the next step of a replay. */
  readonly queueReplay: (message: ReplayMessage) => Promise<void>;
  readonly now: () => number;
}

const pageSize = 100;

/** What one step may take of the function's time: the rest is another step. */
const stepMs = 5_000;

/**
 * Queues again for one receiver what was logged and what it wants now, page by page; a step that dies begins
 * again where it began, and its receiver drops what it knows.
 */
export const replayEvents = async (
  message: ReplayMessage,
  { hooks, log, queueDeliveries, queueReplay, now }: ReplayEventsDeps,
): Promise<MessageResult> => {
  const { webhookId, from, to } = message;
  const hook = await hooks.get(webhookId);
  if (!hook?.enabled) return done('replay-stopped', webhookId, 0);
  const endsAt = now() + stepMs;
  let replayed = 0;
  let { after } = message;
  do {
    const { entries, next } = await log.read({ from, to, after, limit: pageSize });
    const deliveries = entries
      .filter(({ event }) => isWanted(hook, event))
      .map(({ event, loggedAt }) => ({ schemaVersion: 1 as const, webhookId, loggedAt, event }));
    const failed = await queueDeliveries(deliveries);
    if (failed.length > 0) throw new Error(`${failed.length} events could not be queued`);
    replayed += deliveries.length;
    after = next;
  } while (after !== undefined && now() < endsAt);
  if (after === undefined) return done('replay-finished', webhookId, replayed);
  await queueReplay({ ...message, after });
  return done('replay-continued', webhookId, replayed);
};

function done(event: string, webhookId: string, events: number): MessageResult {
  return { kind: 'done', event, ids: { webhookId, events } };
}

import type { StatusEvent } from '#core/event.ts';
import type { AnalyticsMessage } from '#functions/analytics/analytics-message.ts';
import { createAnalyticsTable } from '#functions/analytics/analytics-table.ts';
import { analyticsRoutes } from '#functions/analytics/api/service.ts';
import { createAskForRollUps } from '#functions/analytics/ask-for-roll-ups.ts';
import { countEvents } from '#functions/analytics/count-events.ts';
import { createCountsReader } from '#functions/analytics/counts-reader.ts';
import type { ChannelMetrics } from '#platform/emit-counts.ts';
import { createDispatch } from '#platform/http-dispatch.ts';
import type { Received } from '#platform/queue-worker.ts';
import { tableKeys } from '#platform/table-keys.ts';
import { startTablesInMemory } from '../channels/tables-in-memory.ts';
import { noon } from './status-event.ts';

/** What is left of a process that died. */
class KilledError extends Error {}

/** A call that was refused for now. */
class ThrottledError extends Error {}

/** What befalls the process at a call, counted from 1: it dies of it, or is refused. */
export interface Fate {
  readonly kind: 'killed' | 'throttled';
  readonly call: number;
}

const dispatch = createDispatch(analyticsRoutes);
const tableName = 'analytics';
const rollUpAfterSeconds = 60;

/** The real table, a queue that remembers, and a process that may die after any call to either. */
export const startAnalyticsWorld = async (shards = 2) => {
  const tables = await startTablesInMemory('notifications');
  await tables.createTable(tableName, tableKeys.analytics);
  const waiting: { readonly message: AnalyticsMessage; readonly visibleAt: number }[] = [];
  const emitted: ChannelMetrics[] = [];
  const clock = { now: noon };
  const calls: string[] = [];
  let fate: Fate | undefined;
  let isDead = false;

  const mortal = async <Result>(name: string, call: () => Promise<Result>): Promise<Result> => {
    if (isDead) throw new KilledError();
    calls.push(name);
    const isTheOne = calls.length === fate?.call;
    if (isTheOne && fate?.kind === 'throttled') throw new ThrottledError();
    if (isTheOne) isDead = true;
    const result = await call();
    if (isDead) throw new KilledError();
    return result;
  };
  tables.dynamo.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) =>
        mortal(commandName, () => next(args)),
    { step: 'initialize', priority: 'high', name: 'death' },
  );
  const now = () => clock.now;
  /** A process of its own: what it remembers dies with it. */
  const start = () => ({
    table: createAnalyticsTable(tables.dynamo, tableName, 92),
    rollUps: createAskForRollUps({
      queue: (delayed) =>
        mortal('SendMessage', async () => {
          waiting.push(
            ...delayed.map(({ message, delaySeconds }) => ({
              message,
              visibleAt: now() + delaySeconds * 1000,
            })),
          );
          return [];
        }),
      afterSeconds: rollUpAfterSeconds,
      now,
    }),
    emit: (metrics: ChannelMetrics) => emitted.push(metrics),
    shards,
    now,
  });
  let deps = start();

  return {
    clock,
    calls,
    emitted,
    dynamo: tables.dynamo,
    tableName,
    publish: (events: readonly StatusEvent[]) => {
      const visibleAt = clock.now;
      const published = events.map((data) => ({ specversion: '1.0' as const, data }));
      waiting.push(...published.map((message) => ({ message, visibleAt })));
    },
    begin: (next?: Fate) => {
      calls.length = 0;
      fate = next;
    },
    /** Runs until the queue is empty; what a dead process had comes again, with what has come since. */
    settle: async () => {
      while (waiting.length > 0) {
        const visible = waiting.filter(({ visibleAt }) => visibleAt <= clock.now);
        if (visible.length === 0) {
          clock.now += 10_000;
          continue;
        }
        try {
          const batch = visible.map(({ message }) => received(message));
          const results = await countEvents(batch, deps);
          // Whoever dies acknowledges nothing.
          const done = visible.filter(
            (_, position) => !isDead && results[position]?.kind === 'done',
          );
          for (const one of done) waiting.splice(waiting.indexOf(one), 1);
        } catch (error) {
          if (!isDead && !(error instanceof ThrottledError)) throw error;
        }
        if (isDead) {
          isDead = false;
          fate = undefined;
          deps = start();
        }
      }
    },
    summary: async (query: Readonly<Record<string, string>>) => {
      const headers = {};
      const request = { method: 'GET', path: '/analytics/summary', headers, query, body: '' };
      const countsOf = createCountsReader(tables.dynamo, tableName);
      return dispatch({ ...request, caller: '1/Orders', requestId: 'r' }, { countsOf });
    },
    close: tables.close,
  };
};
export type AnalyticsWorld = Awaited<ReturnType<typeof startAnalyticsWorld>>;

function received(message: AnalyticsMessage): Received<AnalyticsMessage> {
  return { message, messageId: 'm', receiveCount: 1, firstReceivedAt: noon };
}

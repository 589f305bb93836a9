import { isReply, type StatusEvent } from '#core/event.ts';
import { concurrently } from '#platform/concurrently.ts';
import type { EmitCounts } from '#platform/emit-counts.ts';
import type { MessageResult, Received } from '#platform/queue-worker.ts';
import type { AnalyticsMessage, RollUpMessage } from './analytics-message.ts';
import { type AnalyticsTable, countedForMs } from './analytics-table.ts';
import type { AskForRollUps } from './ask-for-roll-ups.ts';
import { countEvent } from './count-event.ts';
import { foldSegments, toSegments } from './segment.ts';
import { toMetrics } from './to-metrics.ts';

export interface CountEventsDeps {
  readonly table: Pick<AnalyticsTable, 'addSegment' | 'segmentsOf' | 'putCounts'>;
  readonly rollUps: AskForRollUps;
  readonly emit: EmitCounts;
  /** Into how many parts an hour is split. */
  readonly shards: number;
  readonly now: () => number;
}

/** No clock of ours is further ahead. */
const aheadMs = 3_600_000;

/**
 * Counts a batch of events: one write per hour and shard that any falls into, then asks that those be added up.
 * A run that dies comes again, in another batch perhaps: adding up counts every id once.
 */
export const countEvents = async (
  batch: readonly Received<AnalyticsMessage>[],
  deps: CountEventsDeps,
): Promise<readonly MessageResult[]> => {
  const rolledUp = new Map<Received<AnalyticsMessage>, MessageResult>();
  const events: StatusEvent[] = [];
  for (const received of batch) {
    const { message } = received;
    if ('kind' in message) rolledUp.set(received, await rollUp(message, deps));
    else if (!isReply(message.data)) events.push(message.data);
  }
  const { table, rollUps, emit, shards, now } = deps;
  const marks = events
    .flatMap(countEvent)
    .filter(({ at }) => at > now() - countedForMs && at < now() + aheadMs);
  const segments = toSegments(marks, shards);
  await concurrently(segments, ({ place, segment }) => table.addSegment(place, segment));
  await rollUps.ask(segments.map(({ place }) => place));
  for (const metrics of toMetrics(events)) emit(metrics);
  return batch.map(
    (received) => rolledUp.get(received) ?? { kind: 'done', event: 'event-counted', ids: {} },
  );
};

/** Adds up what was counted in a place: whoever does it last has seen all of it. */
async function rollUp(
  { hour, shard }: RollUpMessage,
  { table, rollUps }: CountEventsDeps,
): Promise<MessageResult> {
  const place = { hour, shard };
  const ids = { ...place };
  try {
    const { counts, ids: counted } = foldSegments(await table.segmentsOf(place));
    if (counted > 0) await table.putCounts(place, counts, counted);
    rollUps.note(place, counted);
    return { kind: 'done', event: 'hour-rolled-up', ids: { ...ids, counted } };
  } catch (error) {
    return { kind: 'retry', event: 'roll-up-failed', ids, error };
  }
}

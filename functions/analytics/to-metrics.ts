import type { StatusEvent } from '#core/event.ts';
import type { ChannelMetrics } from '#platform/emit-counts.ts';
import { countEvent } from './count-event.ts';

/** What a batch comes to, channel by channel. A batch that comes twice is told twice: these are for graphs and alarms. */
export const toMetrics = (events: readonly StatusEvent[]): readonly ChannelMetrics[] =>
  [...Map.groupBy(events, ({ channel }) => channel)].flatMap(([channel, ofChannel]) => {
    if (channel === undefined) return [];
    const counts: Record<string, number> = {};
    const toSent: number[] = [];
    const toDelivered: number[] = [];
    for (const event of ofChannel) {
      const { status, engagement, at, dueAt, sentAt } = event;
      for (const { cell } of countEvent(event)) {
        // Several events may tell of one that was accepted; a batch cannot know.
        if (cell.measure !== 'accepted') counts[cell.measure] = (counts[cell.measure] ?? 0) + 1;
      }
      if (engagement !== undefined) continue;
      if (status === 'SENT' && dueAt !== undefined) toSent.push(Math.max(0, at - dueAt));
      if (status === 'DELIVERED' && sentAt !== undefined) {
        toDelivered.push(Math.max(0, at - sentAt));
      }
    }
    if (Object.keys(counts).length === 0) return [];
    const durations = {
      ...(toSent.length === 0 ? {} : { toSent }),
      ...(toDelivered.length === 0 ? {} : { toDelivered }),
    };
    return [{ channel, counts, durations }];
  });

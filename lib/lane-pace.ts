import type { ChannelName } from '#core/channel.ts';
import { type Speed, speeds } from '#core/priority.ts';
import type { StageSettings } from './stage-settings.ts';

/** How a channel's lanes keep to what its providers take: no message is refused, or received in vain. */
export interface LanePace {
  readonly maxConcurrency: Readonly<Record<Speed, number>>;
  readonly batchSize: number;
  /** From one message of a container to its next. */
  readonly intervalMs: number;
}

/** AWS: an event source runs two invocations at once at least. */
const leastConcurrency = 2;

/** The slowest rate that two invocations in each of two lanes can keep to, by a message in each batch. */
export const leastRate = 1;

/** A batch waits so long for its turns at most, so that its last message is still recorded in time (core/timing.ts). */
const longestBatchMs = 4_000;

const usualBatchSize = 10;

/** What share of a second's messages one invocation takes: a full batch at every rate. */
const invocationsPerRate = 0.2;

/** The pace of a channel's lanes; undefined where the stage names no rate for it. */
export const lanePace = (
  { sendRates, concurrency }: StageSettings,
  channel: ChannelName,
): LanePace | undefined => {
  const rates = Object.values(sendRates?.[channel] ?? {});
  if (rates.length === 0) return undefined;
  // What one provider refuses goes to the next, so that the slowest of them is the channel's pace.
  const rate = Math.min(...rates);
  const invocations = (speed: Speed) =>
    Math.max(
      leastConcurrency,
      Math.min(concurrency.lane[speed], Math.floor(rate * invocationsPerRate)),
    );
  const maxConcurrency = { express: invocations('express'), standard: invocations('standard') };
  const all = speeds.reduce((sum, speed) => sum + maxConcurrency[speed], 0);
  const intervalMs = Math.ceil((all / rate) * 1000);
  const inTime = Math.floor(longestBatchMs / intervalMs);
  return { maxConcurrency, intervalMs, batchSize: Math.min(usualBatchSize, Math.max(1, inTime)) };
};

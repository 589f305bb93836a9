import { acknowledged } from '#local/event-source/batch-response.ts';
import { type QueueMessage, toQueueEvent } from '#local/event-source/queue-event.ts';
import type { Handlers } from './handlers.ts';
import type { Life } from './life.ts';
import type { World } from './world.ts';

/** How messages come. */
export interface Weather {
  /** Every batch is handed to its function this often before it is acknowledged. */
  readonly timesDelivered?: number;
  /** The messages of a batch come in the opposite order, and later queues before earlier ones. */
  readonly isReversed?: boolean;
  /** Every message waits so long before it is received. */
  readonly lateSeconds?: number;
}

/** Longer than a delay or a lease may keep what waits; where nothing waits, half an hour is as good. */
const stepSeconds = { whileWaiting: 61, otherwise: 1_800 };

/**
 * Runs the functions on their queues until nothing moves any more, then moves the clock, until so many
 * seconds have gone by with nothing to do. A batch whose process died is not acknowledged.
 */
export const settle = async (
  world: World,
  handlers: Handlers,
  life: Life,
  aheadSeconds: number,
  { timesDelivered = 1, isReversed = false, lateSeconds = 0 }: Weather = {},
): Promise<void> => {
  const { engine, clock, releaseDue } = world;
  const mappings = isReversed ? world.mappings.toReversed() : world.mappings;
  const receiveAll = async (): Promise<boolean> => {
    let hasMoved = false;
    for (const mapping of mappings) {
      const max = Math.min(10, mapping.batchSize);
      const found = await engine.receive(mapping.queueName, { max, waitMs: 0 });
      if (found.length === 0) continue;
      hasMoved = true;
      const batch = isReversed ? found.toReversed() : found;
      const run = handlers.consumers.get(mapping.bundle);
      if (run === undefined) throw new Error(`nobody here runs ${mapping.bundle}`);
      const event = toQueueEvent(batch, mapping);
      let done: readonly QueueMessage[] = [];
      for (let time = 0; time < timesDelivered; time += 1) {
        const response = await run(event).catch(() => undefined);
        done = life.takeDeath() || response === undefined ? [] : acknowledged(batch, response);
      }
      engine.delete(
        mapping.queueName,
        done.map(({ receiptHandle }) => receiptHandle),
      );
    }
    return hasMoved;
  };
  for (let idleSeconds = 0; idleSeconds <= aheadSeconds; ) {
    if (lateSeconds > 0) clock.advance(lateSeconds);
    while (await receiveAll()) idleSeconds = 0;
    const isWaiting = engine.queues().some(({ name }) => {
      const { delayed, inFlight } = engine.counts(name);
      return delayed + inFlight > 0;
    });
    const step = isWaiting ? stepSeconds.whileWaiting : stepSeconds.otherwise;
    clock.advance(step);
    await releaseDue();
    idleSeconds += step + lateSeconds;
  }
};

import { acknowledged } from './batch-response.ts';
import type { EventSourceMapping } from './event-source-mapping.ts';
import { type QueueMessage, toQueueEvent } from './queue-event.ts';

/** What a poller needs of the queues. */
export interface PolledQueues {
  /** Waits up to `waitMs` for the first message, or until the signal aborts it. */
  receive(
    queueName: string,
    options: { readonly max: number; readonly waitMs: number; readonly signal: AbortSignal },
  ): Promise<readonly QueueMessage[]>;
  delete(queueName: string, receiptHandles: readonly string[]): unknown;
}

interface PollerOptions {
  readonly queues: PolledQueues;
  /** Runs a function; the payloads are JSON. */
  readonly invoke: (functionName: string, payload: string) => Promise<string>;
  readonly onError: (error: unknown) => void;
}

export interface Poller {
  /** Takes no more messages, and ends when what runs has ended. */
  stop(): Promise<void>;
}

/** ReceiveMessage takes ten at most; larger batches are gathered. */
const maxReceive = 10;
const longPollMs = 20_000;

/**
 * Two invocations at a time keep a small machine busy, and let batches fill up meanwhile; more are
 * started only when those are waiting for something, such as a slow provider.
 */
const eagerInvocations = 2;
const slowAfterMs = 200;
const mostInvocations = 8;

/** Reads a queue into a function, as an event source mapping does. */
export const startPoller = (mapping: EventSourceMapping, options: PollerOptions): Poller => {
  const { queues, invoke, onError } = options;
  const { queueName, functionName, batchSize, reportsBatchItemFailures } = mapping;
  const stopping = new AbortController();
  const running = new Map<Promise<void>, number>();
  const most = Math.min(mapping.maximumConcurrency ?? mostInvocations, mostInvocations);

  const run = async (batch: readonly QueueMessage[]) => {
    try {
      const event = JSON.stringify(toQueueEvent(batch, mapping));
      const response: unknown = JSON.parse(await invoke(functionName, event));
      const done = reportsBatchItemFailures ? acknowledged(batch, response) : batch;
      for (const some of inTens(done)) {
        await queues.delete(
          queueName,
          some.map(({ receiptHandle }) => receiptHandle),
        );
      }
    } catch (error) {
      // Nothing is deleted: the messages become visible again after the queue's timeout.
      if (!stopping.signal.aborted) onError(error);
    }
  };

  const start = (batch: readonly QueueMessage[]) => {
    const invocation = run(batch).finally(() => running.delete(invocation));
    running.set(invocation, performance.now());
  };

  /** Waits until one more invocation may run. */
  const untilFree = async () => {
    while (running.size >= eagerInvocations && !stopping.signal.aborted) {
      const waitMs = slowAfterMs - (performance.now() - Math.max(...running.values()));
      if (running.size < most && waitMs <= 0) return;
      const invocations = [...running.keys()];
      await Promise.race(running.size < most ? [...invocations, sleep(waitMs)] : invocations);
    }
  };

  const gather = async (): Promise<readonly QueueMessage[]> => {
    const { signal } = stopping;
    const receive = (max: number, waitMs: number) =>
      queues.receive(queueName, { max: Math.min(max, maxReceive), waitMs, signal });
    const batch = [...(await receive(batchSize, longPollMs))];
    if (mapping.batchingWindowSeconds === 0 && batchSize <= maxReceive) return batch;
    const endsAt = performance.now() + mapping.batchingWindowSeconds * 1000;
    while (batch.length > 0 && batch.length < batchSize && !signal.aborted) {
      const leftMs = Math.max(0, endsAt - performance.now());
      const more = await receive(batchSize - batch.length, leftMs);
      if (more.length === 0) break;
      batch.push(...more);
    }
    return batch;
  };

  const poll = async () => {
    while (!stopping.signal.aborted) {
      await untilFree();
      if (stopping.signal.aborted) return;
      try {
        const batch = await gather();
        if (batch.length > 0) start(batch);
      } catch (error) {
        if (stopping.signal.aborted) return;
        onError(error);
        await sleep(1_000);
      }
    }
  };

  const polling = poll();
  return {
    stop: async () => {
      stopping.abort();
      await polling;
      await Promise.all(running.keys());
    },
  };
};

function* inTens(messages: readonly QueueMessage[]): Generator<readonly QueueMessage[]> {
  for (let index = 0; index < messages.length; index += maxReceive) {
    yield messages.slice(index, index + maxReceive);
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}

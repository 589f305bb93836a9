import { afterEach, expect, test, vi } from 'vitest';
import type { EventSourceMapping } from '#local/event-source/event-source-mapping.ts';
import { type PolledQueues, type Poller, startPoller } from '#local/event-source/poller.ts';
import type { QueueMessage } from '#local/event-source/queue-event.ts';

const mapping: EventSourceMapping = {
  queueName: 'requests',
  queueArn: 'arn:aws:sqs:us-east-1:000000000000:requests',
  region: 'us-east-1',
  functionName: 'router',
  batchSize: 10,
  batchingWindowSeconds: 0,
  reportsBatchItemFailures: true,
  maximumConcurrency: 3,
};

const message = (messageId: string): QueueMessage => ({
  messageId,
  receiptHandle: `handle-${messageId}`,
  body: `{"id":"${messageId}"}`,
  md5OfBody: 'md5',
  attributes: { SentTimestamp: '1', ApproximateReceiveCount: '2' },
  messageAttributes: { priority: { DataType: 'String', StringValue: 'HIGH' } },
});

/** A queue in memory that never gives a message twice. */
class FakeQueues implements PolledQueues {
  readonly waiting: QueueMessage[] = [];
  readonly deleted: string[] = [];
  #wake: (() => void) | undefined;

  send(...ids: readonly string[]): void {
    this.waiting.push(...ids.map(message));
    this.#wake?.();
  }

  async receive(_name: string, { max, waitMs, signal }: Parameters<PolledQueues['receive']>[1]) {
    if (this.waiting.length === 0 && waitMs > 0 && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        signal.addEventListener('abort', () => resolve());
        setTimeout(resolve, waitMs).unref();
      });
    }
    return this.waiting.splice(0, max);
  }

  async delete(_name: string, handles: readonly string[]): Promise<void> {
    this.deleted.push(...handles);
  }
}

let poller: Poller | undefined;

afterEach(() => poller?.stop());

const poll = (
  invoke: (payload: string) => Promise<unknown>,
  overrides: Partial<EventSourceMapping> = {},
) => {
  const queues = new FakeQueues();
  const errors: unknown[] = [];
  const batches: string[][] = [];
  poller = startPoller(
    { ...mapping, ...overrides },
    {
      queues,
      onError: (error) => errors.push(error),
      invoke: async (_functionName, payload) => {
        const event: { Records: { messageId: string }[] } = JSON.parse(payload);
        batches.push(event.Records.map(({ messageId }) => messageId));
        return JSON.stringify((await invoke(payload)) ?? null);
      },
    },
  );
  return { queues, errors, batches };
};

test('gives a batch to the function as SQS events look, and deletes what it is done with', async () => {
  const payloads: unknown[] = [];
  const { queues } = poll(async (payload) => {
    payloads.push(JSON.parse(payload));
  });
  queues.send('a', 'b');
  await vi.waitFor(() => expect(queues.deleted).toEqual(['handle-a', 'handle-b']));
  expect(payloads).toHaveLength(1);
  expect(payloads[0]).toMatchObject({
    Records: [
      {
        messageId: 'a',
        receiptHandle: 'handle-a',
        body: '{"id":"a"}',
        attributes: {
          ApproximateReceiveCount: '2',
          SentTimestamp: '1',
          ApproximateFirstReceiveTimestamp: '1',
        },
        messageAttributes: { priority: { stringValue: 'HIGH', dataType: 'String' } },
        eventSource: 'aws:sqs',
        eventSourceARN: mapping.queueArn,
        awsRegion: 'us-east-1',
      },
      { messageId: 'b' },
    ],
  });
});

test.each([
  ['what it reports as failed', { batchItemFailures: [{ itemIdentifier: 'b' }] }, ['handle-a']],
  ['everything, when it reports a stranger', { batchItemFailures: [{ itemIdentifier: 'x' }] }, []],
  ['everything, when the report makes no sense', { batchItemFailures: [{ id: 'a' }] }, []],
  ['nothing, when it reports nothing', { batchItemFailures: null }, ['handle-a', 'handle-b']],
])('keeps %s', async (_what, response, deleted) => {
  const { queues, batches } = poll(async () => response);
  queues.send('a', 'b');
  await vi.waitFor(() => expect(batches).toHaveLength(1));
  await poller?.stop();
  expect(queues.deleted).toEqual(deleted);
});

test('deletes nothing when the function fails, and goes on', async () => {
  let calls = 0;
  const { queues, errors } = poll(async () => {
    calls += 1;
    if (calls === 1) throw new Error('down');
  });
  queues.send('a');
  await vi.waitFor(() => expect(errors).toHaveLength(1));
  queues.send('b');
  await vi.waitFor(() => expect(queues.deleted).toEqual(['handle-b']));
});

test('runs no more invocations at a time than the mapping allows', async () => {
  let running = 0;
  let most = 0;
  const { queues } = poll(
    async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 300));
      running -= 1;
    },
    { batchSize: 1 },
  );
  queues.send(...'abcdefgh');
  await vi.waitFor(() => expect(queues.deleted).toHaveLength(8), { timeout: 4_000 });
  expect(most).toBe(3);
});

test('gathers a batch larger than ten, within the batching window', async () => {
  const { queues, batches } = poll(async () => undefined, {
    batchSize: 15,
    batchingWindowSeconds: 0.2,
  });
  queues.send(...'abcdefghijkl');
  setTimeout(() => queues.send('m'), 20);
  await vi.waitFor(() => expect(batches).toHaveLength(1));
  expect(batches[0]?.join('')).toBe('abcdefghijklm');
});

test('finishes what runs before it has stopped', async () => {
  const { queues, batches } = poll(() => new Promise((resolve) => setTimeout(resolve, 100)));
  queues.send('a');
  await vi.waitFor(() => expect(batches).toHaveLength(1));
  await poller?.stop();
  expect(queues.deleted).toEqual(['handle-a']);
});

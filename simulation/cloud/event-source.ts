import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Random } from '../random.ts';
import type { VirtualClock } from '../time/virtual-clock.ts';
import type { Lambda } from './lambda.ts';
import type { Queue, Receipt } from './queues.ts';

interface EventSourceOptions {
  readonly queue: Queue;
  readonly lambda: Lambda<SQSEvent, SQSBatchResponse>;
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly batchSize: number;
  /** How long a batch may wait to be full. */
  readonly batchingWindowMs: number;
  /** A message was left unacknowledged by an undisturbed run that did not say when it comes back. */
  readonly onForgottenVisibility: (queue: Queue, receipt: Receipt) => void;
}

const maxConcurrency = 8;
const pollMs = [2, 250] as const;

/** Lambda's event source mapping: polls a queue, and deletes what the function has finished. */
export const connectEventSource = (options: EventSourceOptions): void => {
  const { queue, lambda, clock, random, batchSize, batchingWindowMs } = options;
  let running = 0;
  let isPolling = false;
  /** Ends the gathering that goes on, if one does. */
  let fill: (() => void) | undefined;

  const poll = () => {
    if (queue.readyCount() >= batchSize) fill?.();
    if (isPolling || running >= maxConcurrency || queue.readyCount() === 0) return;
    isPolling = true;
    clock.after(random.between(...pollMs), gather);
  };

  /** Takes a batch when it is full, or when its window is over. */
  const gather = () => {
    let isTaken = false;
    const take = () => {
      if (isTaken) return;
      isTaken = true;
      isPolling = false;
      fill = undefined;
      const receipts = queue.receive(batchSize);
      if (receipts.length > 0) run(receipts);
      poll();
    };
    if (batchingWindowMs === 0 || queue.readyCount() >= batchSize) return take();
    fill = () => {
      fill = undefined;
      // Whoever filled it is in the middle of something.
      clock.after(0, take);
    };
    clock.after(batchingWindowMs, take);
  };

  const run = (receipts: readonly Receipt[]) => {
    running += 1;
    lambda.invoke(
      { Records: receipts.map((receipt) => toRecord(receipt, queue)) },
      (ending, run) => {
        running -= 1;
        const isDisturbed = run.disturbedAt !== undefined || ending.kind !== 'returned';
        const failed = new Set(
          ending.kind === 'returned'
            ? ending.value.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)
            : receipts.map(({ message }) => message.messageId),
        );
        const returned = new Set(
          receipts.filter((one) => one.isVisibilitySet).map(({ message }) => message),
        );
        for (const receipt of receipts) {
          const { message, receiveCount } = receipt;
          if (receiveCount === message.receiveCount)
            message.wasDisturbed = run.couldNotPark || ending.kind !== 'returned';
          if (!failed.has(message.messageId)) queue.delete(receipt);
          else if (!returned.has(message) && !isDisturbed)
            options.onForgottenVisibility(queue, receipt);
        }
        poll();
      },
    );
  };

  queue.onReady(poll);
};

function toRecord({ message, receiptHandle, receiveCount }: Receipt, queue: Queue): SQSRecord {
  return {
    messageId: message.messageId,
    receiptHandle,
    body: message.body,
    attributes: {
      ApproximateReceiveCount: String(receiveCount),
      ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
      SentTimestamp: String(message.firstReceivedAt),
      SenderId: 'AROAEXAMPLE',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: queue.arn,
    awsRegion: 'us-east-1',
  };
}

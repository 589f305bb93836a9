import { Duration } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { type Speed, speeds } from '#core/priority.ts';
import type { LanePace } from '#lib/lane-pace.ts';
import type { StageSettings } from '#lib/stage-settings.ts';
import type { WorkerQueue } from './worker-queue.ts';

/** SQS hands over ten at most without a window; every handler reports the messages that failed. */
const usualBatchSize = 10;

interface Pace {
  /** Invocations at once. */
  readonly maxConcurrency: number;
  /** How long a batch may wait to be full. */
  readonly batchingWindowSeconds: number;
  /** Ten, where it is absent; more wants a window. */
  readonly batchSize?: number;
}

/** Lets a function consume a queue. */
export const consumeQueue = (
  lambda: LambdaFunction,
  { queue }: WorkerQueue,
  { maxConcurrency, batchingWindowSeconds, batchSize = usualBatchSize }: Pace,
): void => {
  lambda.addEventSource(
    new SqsEventSource(queue, {
      batchSize,
      maxBatchingWindow: Duration.seconds(batchingWindowSeconds),
      // Not reserved concurrency: throttled invocations would count as receives.
      maxConcurrency,
      reportBatchItemFailures: true,
    }),
  );
};

/** Lets a function consume a pair of queues, as fast as the stage wants each, or as its own pace says. */
export const consumeQueues = (
  lambda: LambdaFunction,
  queues: Readonly<Record<Speed, WorkerQueue>>,
  kind: keyof StageSettings['concurrency'],
  { concurrency, batchingWindowSeconds }: StageSettings,
  pace?: LanePace,
): void => {
  for (const speed of speeds) {
    consumeQueue(lambda, queues[speed], {
      maxConcurrency: pace?.maxConcurrency[speed] ?? concurrency[kind][speed],
      batchingWindowSeconds: batchingWindowSeconds[speed],
      ...(pace === undefined ? {} : { batchSize: pace.batchSize }),
    });
  }
};

import { Duration } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { type Speed, speeds } from '#core/priority.ts';
import type { StageSettings } from '#lib/stages.ts';
import type { WorkerQueue } from './worker-queue.ts';

/** SQS hands over ten at most without a window; every handler reports the messages that failed. */
const batchSize = 10;

/** Lets a function consume a pair of queues, as fast as the stage wants each. */
export const consumeQueues = (
  lambda: LambdaFunction,
  queues: Readonly<Record<Speed, WorkerQueue>>,
  kind: keyof StageSettings['concurrency'],
  { concurrency, batchingWindowSeconds }: StageSettings,
): void => {
  for (const speed of speeds) {
    lambda.addEventSource(
      new SqsEventSource(queues[speed].queue, {
        batchSize,
        maxBatchingWindow: Duration.seconds(batchingWindowSeconds[speed]),
        // Not reserved concurrency: throttled invocations would count as receives.
        maxConcurrency: concurrency[kind][speed],
        reportBatchItemFailures: true,
      }),
    );
  }
};

import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Speed } from '#core/priority.ts';
import { maxReceiveCounts, type StageSettings } from '#lib/stages.ts';
import { WorkerQueue } from './worker-queue.ts';

/** Two queues for the same work: what is urgent never waits behind what is not. */
export const speedQueues = (
  scope: Construct,
  name: string,
  whoIsHurt: string,
  { retryPolicies }: StageSettings,
): Readonly<Record<Speed, WorkerQueue>> => {
  const receives = maxReceiveCounts(retryPolicies);
  const queue = (speed: Speed, prefix: string, oldAfter: Duration) =>
    new WorkerQueue(scope, `${prefix}${name}`, {
      maxReceiveCount: receives[speed],
      oldAfter,
      whoIsHurt,
    });
  return {
    express: queue('express', 'Express', Duration.minutes(15)),
    standard: queue('standard', 'Standard', Duration.hours(2)),
  };
};

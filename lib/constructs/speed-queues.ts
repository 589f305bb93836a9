import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Speed } from '#core/priority.ts';
import { mostReceives, type ProviderRetryPolicies } from '#core/retry-policy.ts';
import type { StageSettings } from '#lib/stage-settings.ts';
import { WorkerQueue } from './worker-queue.ts';

/** Two queues for the same work: what is urgent never waits behind what is not. */
export const speedQueues = (
  scope: Construct,
  name: string,
  whoIsHurt: string,
  { retryPolicies }: StageSettings,
  byProvider: ProviderRetryPolicies = {},
): Readonly<Record<Speed, WorkerQueue>> => {
  const queue = (speed: Speed, prefix: string, oldAfter: Duration) =>
    new WorkerQueue(scope, `${prefix}${name}`, {
      maxReceiveCount: mostReceives(speed, retryPolicies, byProvider),
      oldAfter,
      whoIsHurt,
    });
  return {
    express: queue('express', 'Express', Duration.minutes(15)),
    standard: queue('standard', 'Standard', Duration.hours(2)),
  };
};

import type { SQSClient } from '@aws-sdk/client-sqs';
import { fairnessGroupOf } from '#core/caller.ts';
import { type Speed, speedOf } from '#core/priority.ts';
import { sendToQueues } from '#platform/queue-sender.ts';
import type { Runtime } from '#platform/runtime.ts';
import type { DelayedRequest } from './accept-notifications.ts';

/** Puts requests into the queue of their speed; returns those that it did not take. */
export const createEnqueueRequests =
  (sqs: SQSClient, queueUrls: Readonly<Record<Speed, string>>, runtime: Runtime) =>
  (requests: readonly DelayedRequest[]): Promise<readonly DelayedRequest[]> =>
    sendToQueues(
      sqs,
      requests.map((request) => ({
        ...request,
        queueUrl: queueUrls[speedOf(request.message.priority)],
        body: JSON.stringify(request.message),
        groupId: fairnessGroupOf(request.message.caller, request.message.priority),
      })),
      runtime,
    );

import { SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { fairnessGroupOf } from '#core/caller.ts';
import type { DeliveryMessage } from '#core/messages.ts';
import type { Priority } from '#core/priority.ts';
import { createEnqueueRequests } from '#functions/ingress/enqueue-requests.ts';
import { createEnqueueDeliveries } from '#functions/router/enqueue-deliveries.ts';
import { systemRuntime } from '#platform/runtime.ts';
import { fakeAws } from '../channels/tables-in-memory.ts';

const deliveryOf = (caller: string, priority: Priority): DeliveryMessage => ({
  schemaVersion: 1,
  deliveryId: 'd',
  channel: 'EMAIL',
  address: 'ada@example.com',
  round: 0,
  request: {
    schemaVersion: 1,
    notificationId: 'n',
    templateId: 'WELCOME',
    recipient: { type: 'EMAIL', identifier: 'ada@example.com' },
    data: {},
    priority,
    caller,
    acceptedAt: 0,
    expiresAt: 1,
  },
});

interface Batch {
  readonly QueueUrl: string;
  readonly Entries: readonly { readonly MessageGroupId?: string }[];
}

const queues = { express: 'https://q/express', standard: 'https://q/standard' };

/** A client that is never heard: what it would send is looked at, and taken. */
const listen = () => {
  const sqs = new SQSClient(fakeAws);
  const groups = new Map<string, readonly (string | undefined)[]>();
  sqs.middlewareStack.add(
    () => async (call) => {
      const { QueueUrl, Entries } = call.input as unknown as Batch;
      groups.set(
        QueueUrl,
        Entries.map((entry) => entry.MessageGroupId),
      );
      return { output: { $metadata: {}, Failed: [], Successful: [] }, response: undefined };
    },
    { step: 'initialize', name: 'listen' },
  );
  return { sqs, groups };
};

const sends = [
  deliveryOf('1/Orders', 'LOW'),
  deliveryOf('1/Alerts', 'MEDIUM'),
  deliveryOf('1/Orders', 'CRITICAL'),
];
const wanted: readonly (readonly [string, readonly (string | undefined)[]])[] = [
  [queues.standard, [fairnessGroupOf('1/Orders', 'LOW'), fairnessGroupOf('1/Alerts', 'MEDIUM')]],
  [queues.express, [undefined]],
];

test('the queue of requests is told whose each is, where it is standard', async () => {
  const { sqs, groups } = listen();
  const enqueue = createEnqueueRequests(sqs, queues, systemRuntime);
  const requests = sends.map(({ request }) => ({ message: request, delaySeconds: 0 }));
  expect(await enqueue(requests)).toEqual([]);
  expect(groups).toEqual(new Map(wanted));
});

test('so is a lane', async () => {
  const { sqs, groups } = listen();
  const enqueue = createEnqueueDeliveries(sqs, { EMAIL: queues }, systemRuntime);
  expect(await enqueue(sends)).toEqual([]);
  expect(groups).toEqual(new Map(wanted));
});

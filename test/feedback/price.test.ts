import { SNSClient } from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { feedbackWorker } from '#functions/feedback/worker.ts';
import { stages } from '#lib/stages.ts';
import { parseEnv } from '#platform/env.ts';
import { runBatch } from '#platform/run-batch.ts';
import { systemRuntime } from '#platform/runtime.ts';
import { startFakeProvider } from '../channels/fake-provider.ts';
import { fakeAws } from '../channels/tables-in-memory.ts';
import { type FeedbackWorld, startFeedbackWorld } from './feedback-world.ts';
import { envelope, sesEvent, sesEventContents } from './provider-events.ts';

let world: FeedbackWorld;
beforeAll(async () => {
  world = await startFeedbackWorld();
});
afterAll(() => world.close());

/** What one invocation of the function, as it is deployed, asks of AWS for these messages. */
const requestsFor = async (bodies: readonly string[]) => {
  const published = {
    status: 200,
    body: '<PublishBatchResponse><PublishBatchResult/></PublishBatchResponse>',
  };
  const topic = await startFakeProvider({
    accept: () => ({ answer: published }),
    reject: () => published,
    throttle: () => published,
  });
  const env = parseEnv(feedbackWorker.env, {
    NOTIFICATIONS_TABLE: 'notifications',
    RECIPIENTS_TABLE: 'recipients',
    EVENTS_TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:events',
    BRAND_NAME: 'Acme',
    RETRY_POLICIES: JSON.stringify(stages.prod.retryPolicies),
  });
  const clients = {
    ...feedbackWorker.clients(env),
    dynamo: world.dynamo,
    sns: new SNSClient({ ...fakeAws, endpoint: topic.url }),
  };
  let queueRequests = 0;
  const sqs = {
    send: async () => {
      queueRequests += 1;
    },
  } as unknown as SQSClient;
  const Records = bodies.map((body, position) => ({
    body,
    messageId: `m${position}`,
    receiptHandle: `r${position}`,
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:feedback',
    attributes: { ApproximateReceiveCount: '1', ApproximateFirstReceiveTimestamp: '0' },
  }));
  const tableRequests = await world.callsOf(async () => {
    const deps = feedbackWorker.build(env, clients, systemRuntime);
    const context = { worker: feedbackWorker, env, deps, sqs, runtime: systemRuntime };
    const answer = await runBatch({ Records } as unknown as SQSEvent, {
      ...context,
      log: () => {},
    });
    expect(answer.batchItemFailures).toEqual([]);
  });
  const topicRequests = topic.calls.length;
  await topic.close();
  return { tableRequests, queueRequests, topicRequests };
};

test('ten mails that were delivered are ten writes, no read, no queue request of ours, and one to the topic', async () => {
  const bodies: string[] = [];
  const ids: string[] = [];
  for (let position = 0; position < 10; position += 1) {
    const { deliveryId, notificationId } = await world.deliveryThat({ status: 'SENT' });
    ids.push(notificationId);
    const event = sesEvent('Delivery', sesEventContents('Delivery'), { deliveryId: [deliveryId] });
    bodies.push(JSON.stringify(envelope(event)));
  }
  // Lambda received them by one request, and deletes them by another.
  expect(await requestsFor(bodies)).toEqual({
    tableRequests: Array.from({ length: 10 }, () => 'UpdateItemCommand'),
    queueRequests: 0,
    topicRequests: 1,
  });
  for (const id of ids) expect((await world.read(id)).status).toBe('DELIVERED');
});

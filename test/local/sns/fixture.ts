import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SNSClient } from '@aws-sdk/client-sns';
import type { Resource } from '#local/cloudformation/resolve-assembly.ts';
import { openOutbox } from '#local/outbox/outbox.ts';
import { startSns } from '#local/sns/sns-server.ts';
import { createFakeQueues } from './fake-queues.ts';

/** When everything in these tests happens. */
export const now = Date.parse('2026-11-02T09:00:00Z');

/** A resource as the template of a test declares it. */
export const resource = (
  type: string,
  ref: string,
  properties: Readonly<Record<string, unknown>> = {},
): Resource => ({
  stack: 'Test',
  logicalId: ref.slice(ref.lastIndexOf(':') + 1),
  type,
  account: '000000000000',
  region: 'us-east-1',
  ref,
  attributes: {},
  properties,
});

export const topicArn = (name: string) => `arn:aws:sns:us-east-1:000000000000:${name}`;
export const queueArn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;

/** A subscription of a queue to a topic. */
export const subscription = (
  topic: string,
  queue: string,
  properties: Readonly<Record<string, unknown>> = {},
): Resource =>
  resource('AWS::SNS::Subscription', `${topic}-${queue}`, {
    TopicArn: topicArn(topic),
    Protocol: 'sqs',
    Endpoint: queueArn(queue),
    ...properties,
  });

/** A running SNS with a client of its own, on disk in a directory that goes with it. */
export const openSns = async (resources: readonly Resource[], ...queueNames: readonly string[]) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'sns-'));
  const queues = createFakeQueues(...queueNames);
  const outbox = openOutbox(dataDir);
  const errors: unknown[] = [];
  const start = async () => {
    const sns = await startSns({
      dataDir,
      clock: { now: () => now },
      queues,
      resources,
      outbox,
      port: 0,
      onError: (error) => errors.push(error),
    });
    const client = new SNSClient({
      endpoint: sns.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
      maxAttempts: 1,
    });
    return { sns, client };
  };
  let { sns, client } = await start();
  const stop = async () => {
    client.destroy();
    await sns.close();
  };
  return {
    queues,
    outbox,
    errors,
    get sns() {
      return sns;
    },
    get client() {
      return client;
    },
    restart: async () => {
      await stop();
      ({ sns, client } = await start());
    },
    close: async () => {
      await stop();
      outbox.close();
      rmSync(dataDir, { recursive: true });
    },
  };
};

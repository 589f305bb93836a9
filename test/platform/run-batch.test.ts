import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { maxReceiveCount, type RetryPolicy } from '#core/retry-policy.ts';
import { type MessageResult, type QueueWorkerEnv, queueWorker } from '#platform/queue-worker.ts';
import { runBatch } from '#platform/run-batch.ts';

const policy: RetryPolicy = {
  initialSeconds: 2,
  capSeconds: 60,
  doublingForSeconds: 7200,
  thenEverySeconds: 900,
  holdAfterSeconds: 86_400,
};

const Message = z.object({ id: z.string() });
type Handle = (ids: readonly string[]) => readonly MessageResult[];

const done = (id: string): MessageResult => ({ kind: 'done', event: 'handled', ids: { id } });
const back = (id: string, afterSeconds?: number): MessageResult => ({
  kind: 'retry',
  event: 'refused',
  ids: { id },
  ...(afterSeconds === undefined ? {} : { afterSeconds }),
});

const run = async (
  bodies: readonly string[],
  handle: Handle,
  receiveCount = 1,
  logsEachMessage = true,
  env: QueueWorkerEnv = { RETRY_POLICIES: { express: policy, standard: policy } },
) => {
  const calls: number[] = [];
  const visibility: unknown[] = [];
  const parked: string[] = [];
  const logged: string[] = [];
  const worker = queueWorker({
    env: z.custom<QueueWorkerEnv>(),
    message: Message,
    clients: () => undefined,
    build: () => undefined,
    speedOf: () => 'express' as const,
    logsEachMessage,
    handle: async (batch) => handle(batch.map(({ message }) => message.id)),
    park: async ({ id }, cause) => {
      parked.push(`${id}: ${cause}`);
    },
  });
  const sqs = {
    send: async ({ input }: { input: { QueueUrl: string; Entries: readonly unknown[] } }) => {
      calls.push(input.Entries.length);
      visibility.push(input.QueueUrl, ...input.Entries);
    },
  } as unknown as SQSClient;
  const runtime = {
    now: () => 1000,
    random: () => 1,
    randomBytes: () => new Uint8Array(),
    sleep: async () => {},
  };
  const log = (event: string) => logged.push(event);
  const event = { Records: bodies.map((body, position) => toRecord(body, position, receiveCount)) };
  const response = await runBatch(event as SQSEvent, {
    worker,
    env,
    deps: undefined,
    sqs,
    runtime,
    log,
  });
  const failed = response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  return { failed, visibility, calls, parked, logged };
};

const toRecord = (body: string, position: number, receiveCount: number) => ({
  messageId: `m${position}`,
  receiptHandle: `r${position}`,
  body,
  attributes: {
    ApproximateReceiveCount: String(receiveCount),
    ApproximateFirstReceiveTimestamp: '1000',
  },
  eventSourceARN: 'arn:aws:sqs:eu-west-1:123456789012:Lane',
});

const message = (id: string) => JSON.stringify({ id });

describe('runBatch', () => {
  test('acknowledges what is done and returns the rest', async () => {
    const { failed } = await run([message('a'), message('b')], (ids) =>
      ids.map((id) => (id === 'a' ? done(id) : back(id))),
    );
    expect(failed).toEqual(['m1']);
  });

  test('makes an unreadable message visible at once, and handles the good ones beside it', async () => {
    const handled: string[] = [];
    const { failed, visibility } = await run(['{"id":', '{"no":"id"}', message('c')], (ids) => {
      handled.push(...ids);
      return ids.map(done);
    });
    expect(handled).toEqual(['c']);
    expect(failed).toEqual(['m0', 'm1']);
    expect(visibility).toEqual([
      'https://sqs.eu-west-1.amazonaws.com/123456789012/Lane',
      { Id: '0', ReceiptHandle: 'r0', VisibilityTimeout: 0 },
      { Id: '1', ReceiptHandle: 'r1', VisibilityTimeout: 0 },
    ]);
  });

  test('waits as long as the worker says, or else as the policy does', async () => {
    const { visibility } = await run([message('a'), message('b')], (ids) =>
      ids.map((id) => (id === 'a' ? back(id, 31) : back(id))),
    );
    expect(visibility.slice(1)).toMatchObject([
      { VisibilityTimeout: 31 },
      { VisibilityTimeout: 2 },
    ]);
  });

  test('returns the whole batch when the worker throws, and logs it once', async () => {
    const { failed, logged } = await run([message('a'), message('b')], () => {
      throw new Error('no table');
    });
    expect(failed).toEqual(['m0', 'm1']);
    expect(logged.filter((event) => event === 'batch-failed')).toHaveLength(1);
  });

  test('parks on the last receive, not before', async () => {
    const last = maxReceiveCount(policy);
    const before = await run([message('a')], (ids) => ids.map((id) => back(id)), last - 1);
    const atLast = await run([message('a')], (ids) => ids.map((id) => back(id)), last);
    expect(before.parked).toEqual([]);
    expect(atLast.parked).toEqual(['a: refused']);
    expect(atLast.failed).toEqual(['m0']);
  });

  test('parks where the most patient of its providers would give up', async () => {
    const patient = { ...policy, capSeconds: policy.capSeconds / 2 };
    const RETRY_POLICIES = { express: policy, standard: policy };
    const PROVIDER_RETRY_POLICIES = { SNS: { express: patient, standard: policy } };
    const env = { RETRY_POLICIES, PROVIDER_RETRY_POLICIES };
    const handle: Handle = (ids) => ids.map((id) => back(id));
    const at = async (receives: number) =>
      (await run([message('a')], handle, receives, true, env)).parked;
    expect(maxReceiveCount(patient)).toBeGreaterThan(maxReceiveCount(policy));
    expect(await at(maxReceiveCount(policy))).toEqual([]);
    expect(await at(maxReceiveCount(patient))).toEqual(['a: refused']);
  });

  test('returns more than SQS takes at once, ten a call', async () => {
    const bodies = Array.from({ length: 25 }, (_, number) => message(`m${number}`));
    const { failed, calls } = await run(bodies, (ids) => ids.map((id) => back(id, 31)));
    expect(failed).toHaveLength(25);
    expect(calls).toEqual([10, 10, 5]);
  });

  test('logs each message, or, where there are too many, each batch and what failed in it', async () => {
    const handle: Handle = (ids) => ids.map((id) => (id === 'c' ? back(id) : done(id)));
    const bodies = ['a', 'b', 'c'].map(message);
    expect((await run(bodies, handle)).logged).toEqual(['handled', 'handled', 'refused']);
    expect((await run(bodies, handle, 1, false)).logged).toEqual(['refused', 'batch-finished']);
  });

  test('says so when the worker lost count', async () => {
    await expect(run([message('a')], () => [])).rejects.toThrow('m0 got no result');
  });
});

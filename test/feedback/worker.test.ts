import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { expect, test } from 'vitest';
import { answerNobody } from '#functions/feedback/answer-reply.ts';
import type { RecordFeedbackDeps } from '#functions/feedback/record-feedback.ts';
import { feedbackWorker } from '#functions/feedback/worker.ts';
import { parseEnv } from '#platform/env.ts';
import { runBatch } from '#platform/run-batch.ts';
import { systemRuntime } from '#platform/runtime.ts';
import { envelope, sesEvent, sesEventContents } from './provider-events.ts';

const policy = {
  initialSeconds: 2,
  capSeconds: 60,
  doublingForSeconds: 7200,
  thenEverySeconds: 900,
  holdAfterSeconds: 86_400,
};
const env = parseEnv(feedbackWorker.env, {
  NOTIFICATIONS_TABLE: 'notifications',
  RECIPIENTS_TABLE: 'recipients',
  EVENTS_TOPIC_ARN: 'arn',
  BRAND_NAME: 'Herald',
  RETRY_POLICIES: JSON.stringify({ express: policy, standard: policy }),
});

/** One invocation on these bodies; what it gave back, and when that is seen again. */
const run = async (bodies: readonly string[], deps: Partial<RecordFeedbackDeps> = {}) => {
  const seenAgain: unknown[] = [];
  const logged: string[] = [];
  const sqs = {
    send: async ({ input }: { input: { Entries: readonly unknown[] } }) => {
      seenAgain.push(...input.Entries);
    },
  } as unknown as SQSClient;
  const Records = bodies.map((body, position) => ({
    body,
    messageId: `m${position}`,
    receiptHandle: `r${position}`,
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:feedback',
    attributes: { ApproximateReceiveCount: '1', ApproximateFirstReceiveTimestamp: '0' },
  }));
  const response = await runBatch({ Records } as unknown as SQSEvent, {
    worker: feedbackWorker,
    env,
    deps: {
      obey: async () => new Map(),
      answer: answerNobody,
      tracePush: async () => ({ isOurs: false }),
      forgetDevice: async () => {},
      now: Date.now,
      store: async () => undefined,
      publish: async () => {},
      ...deps,
    },
    sqs,
    runtime: systemRuntime,
    log: (event, ids) => logged.push(`${event} ${JSON.stringify(ids)}`),
  });
  return { failed: response.batchItemFailures, seenAgain, logged };
};

const known = JSON.stringify(envelope(sesEvent('Delivery', sesEventContents('Delivery'))));

test('what nobody can read is seen again at once, until it is parked, and spoils no other', async () => {
  const unknown = JSON.stringify(envelope({ eventType: 'Sneeze' }));
  const { failed, seenAgain } = await run([known, unknown, 'hello']);
  expect(failed).toEqual([{ itemIdentifier: 'm1' }, { itemIdentifier: 'm2' }]);
  expect(seenAgain).toMatchObject([{ VisibilityTimeout: 0 }, { VisibilityTimeout: 0 }]);
});

test.each<readonly [string, Partial<RecordFeedbackDeps>, string]>([
  [
    'an address that cannot be suppressed',
    {
      obey: async (reports) => new Map(reports.map((report) => [report, new Error('down')])),
      store: async () => {
        throw new Error('it must not be written before its address is suppressed');
      },
    },
    'suppression-failed',
  ],
  [
    'a table that is down',
    {
      store: async () => {
        throw new Error('down');
      },
    },
    'feedback-failed',
  ],
  [
    'a topic that is down',
    {
      publish: async () => {
        throw new Error('down');
      },
    },
    'message-returned',
  ],
])('%s brings the message back later', async (_, deps, event) => {
  const { failed, seenAgain, logged } = await run([known], deps);
  expect(failed).toEqual([{ itemIdentifier: 'm0' }]);
  expect(seenAgain).not.toMatchObject([{ VisibilityTimeout: 0 }]);
  expect(logged.join()).toContain(event);
});

test('what somebody else published, and what is only a notice, is acknowledged', async () => {
  const notice = 'Successfully validated SNS topic for Amazon SES event publishing.';
  const { failed, logged } = await run([JSON.stringify(envelope(notice)), known]);
  expect(failed).toEqual([]);
  expect(logged.join()).toContain('notice-received');
});

import { ChangeMessageVisibilityBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type * as z from 'zod';
import { mostReceives, retryDelaySeconds } from '#core/retry-policy.ts';
import { chunksOf } from './chunks.ts';
import { concurrently } from './concurrently.ts';
import type {
  LogIds,
  MessageResult,
  QueueWorker,
  QueueWorkerEnv,
  Received,
} from './queue-worker.ts';
import type { Runtime } from './runtime.ts';

/** Everything that a batch is run with. */
export interface RunBatchContext<Message, Env extends QueueWorkerEnv, Clients, Deps> {
  readonly worker: QueueWorker<Message, Env, Clients, Deps>;
  readonly env: Env;
  readonly deps: Deps;
  readonly sqs: SQSClient;
  readonly runtime: Runtime;
  readonly log: (event: string, ids: LogIds, error?: unknown) => void;
}

interface Parsed<Message> {
  readonly record: SQSRecord;
  readonly received: Received<Message>;
}

/** A message that is not acknowledged, and when it shall be seen again. */
interface Returned {
  readonly record: SQSRecord;
  readonly afterSeconds: number;
}

/**
 * Runs one batch of a queue: parses each message, hands the good ones to the worker at once, sets when
 * what is not finished comes back, and reports it as a partial batch failure.
 */
export const runBatch = async <Message, Env extends QueueWorkerEnv, Clients, Deps>(
  event: SQSEvent,
  context: RunBatchContext<Message, Env, Clients, Deps>,
): Promise<SQSBatchResponse> => {
  const parsed: Parsed<Message>[] = [];
  const returned: Returned[] = [];
  for (const record of event.Records) {
    const message = parseBody(record.body, context.worker.message);
    if (message === undefined) {
      // Nothing will ever make sense of it: seen again at once until SQS parks it (invariant 6).
      context.log('message-unreadable', { messageId: record.messageId });
      returned.push({ record, afterSeconds: 0 });
    } else {
      parsed.push({ record, received: toReceived(record, message) });
    }
  }
  const results = await handleAll(parsed, context);
  for (const [position, { record, received }] of parsed.entries()) {
    const result = results[position];
    if (result === undefined) throw new Error(`${record.messageId} got no result`);
    const error = result.kind === 'retry' ? result.error : undefined;
    if (result.kind === 'retry' || context.worker.logsEachMessage !== false) {
      context.log(result.event, { ...result.ids, messageId: record.messageId }, error);
    }
    if (result.kind === 'done') continue;
    await parkOnLastReceive(received, result.event, context);
    returned.push({ record, afterSeconds: result.afterSeconds ?? policyDelay(received, context) });
  }
  if (context.worker.logsEachMessage === false) {
    context.log('batch-finished', { messages: parsed.length, returned: returned.length });
  }
  await setVisibility(returned, context);
  return {
    batchItemFailures: returned.map(({ record }) => ({ itemIdentifier: record.messageId })),
  };
};

async function handleAll<Message, Env extends QueueWorkerEnv, Clients, Deps>(
  parsed: readonly Parsed<Message>[],
  { worker, deps, log }: RunBatchContext<Message, Env, Clients, Deps>,
): Promise<readonly MessageResult[]> {
  if (parsed.length === 0) return [];
  const batch = parsed.map(({ received }) => received);
  try {
    return await worker.handle(batch, deps);
  } catch (error) {
    log('batch-failed', { messages: batch.length }, error);
    return batch.map(() => ({ kind: 'retry', event: 'message-returned', ids: {} }));
  }
}

async function parkOnLastReceive<Message, Env extends QueueWorkerEnv, Clients, Deps>(
  received: Received<Message>,
  cause: string,
  { worker, env, deps, log }: RunBatchContext<Message, Env, Clients, Deps>,
): Promise<void> {
  const speed = worker.speedOf(received.message);
  const { RETRY_POLICIES, PROVIDER_RETRY_POLICIES } = env;
  if (received.receiveCount < mostReceives(speed, RETRY_POLICIES, PROVIDER_RETRY_POLICIES)) return;
  try {
    await worker.park(received.message, cause, deps);
    log('message-parked', { messageId: received.messageId });
  } catch (error) {
    // The message goes to the DLQ all the same, whose alarm tells of it.
    log('message-parked-unrecorded', { messageId: received.messageId }, error);
  }
}

function policyDelay<Message, Env extends QueueWorkerEnv, Clients, Deps>(
  { message, receiveCount, firstReceivedAt }: Received<Message>,
  { worker, env, runtime }: RunBatchContext<Message, Env, Clients, Deps>,
): number {
  const policy = env.RETRY_POLICIES[worker.speedOf(message)];
  const elapsedSeconds = Math.max(0, runtime.now() - firstReceivedAt) / 1000;
  return retryDelaySeconds(policy, receiveCount, elapsedSeconds, runtime.random());
}

/** SQS: entries a call. */
const maxEntries = 10;

/** A message whose visibility could not be set comes back after the queue's own timeout. */
async function setVisibility<Message, Env extends QueueWorkerEnv, Clients, Deps>(
  returned: readonly Returned[],
  { sqs, log }: RunBatchContext<Message, Env, Clients, Deps>,
): Promise<void> {
  await concurrently(
    chunksOf(returned, { items: maxEntries, bytes: Number.POSITIVE_INFINITY }),
    async (chunk) => {
      const [first] = chunk;
      if (first === undefined) return;
      try {
        await sqs.send(
          new ChangeMessageVisibilityBatchCommand({
            QueueUrl: queueUrlOf(first.record.eventSourceARN),
            Entries: chunk.map(({ record, afterSeconds }, position) => ({
              Id: String(position),
              ReceiptHandle: record.receiptHandle,
              VisibilityTimeout: Math.ceil(afterSeconds),
            })),
          }),
        );
      } catch (error) {
        log('visibility-not-set', { messages: chunk.length }, error);
      }
    },
  );
}

/** A queue's URL from its ARN; the client reaches it at its own endpoint. */
function queueUrlOf(arn: string): string {
  const [, , , region, account, name] = arn.split(':');
  return `https://sqs.${region}.amazonaws.com/${account}/${name}`;
}

function parseBody<Message>(body: string, schema: z.ZodType<Message>): Message | undefined {
  try {
    return schema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

function toReceived<Message>(record: SQSRecord, message: Message): Received<Message> {
  return {
    message,
    messageId: record.messageId,
    receiveCount: Number(record.attributes.ApproximateReceiveCount),
    firstReceivedAt: Number(record.attributes.ApproximateFirstReceiveTimestamp),
  };
}

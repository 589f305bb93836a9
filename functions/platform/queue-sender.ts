import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Runtime } from './runtime.ts';
import { sendBatches } from './send-batches.ts';

/** A message to put into a queue. */
export interface Outgoing {
  readonly queueUrl: string;
  readonly body: string;
  /** At most 900; 0 for now. */
  readonly delaySeconds?: number;
  /** Whose it is, where many share a queue: SQS keeps one's backlog from delaying the others' (fair queues). */
  readonly groupId?: string | undefined;
}

/** SQS: a message and a batch are at most 1 MiB; a little is left for the envelope. */
const maxBatchBytes = 1024 * 1024 - 16 * 1024;

/** Puts messages into their queues by SendMessageBatch; returns those that no queue took. */
export const sendToQueues = async <Message extends Outgoing>(
  sqs: SQSClient,
  messages: readonly Message[],
  runtime: Runtime,
): Promise<readonly Message[]> => {
  const byQueue = Map.groupBy(messages, (message) => message.queueUrl);
  const failed = await Promise.all(
    [...byQueue].map(([queueUrl, outgoing]) =>
      sendBatches(outgoing, maxBatchBytes, bytesOf, sendTo(sqs, queueUrl), runtime),
    ),
  );
  return failed.flat();
};

const bytesOf = (message: Outgoing): number => Buffer.byteLength(message.body);

const sendTo = (sqs: SQSClient, queueUrl: string) => async (chunk: readonly Outgoing[]) => {
  const answer = await sqs.send(
    new SendMessageBatchCommand({
      QueueUrl: queueUrl,
      Entries: chunk.map((message, position) => ({
        Id: String(position),
        MessageBody: message.body,
        DelaySeconds: message.delaySeconds ?? 0,
        ...(message.groupId === undefined ? {} : { MessageGroupId: message.groupId }),
      })),
    }),
  );
  // A 200 may still carry entries that were not taken.
  return new Set((answer.Failed ?? []).map((entry) => Number(entry.Id)));
};

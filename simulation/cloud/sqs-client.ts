import { ChangeMessageVisibilityBatchCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import type { Random } from '../random.ts';
import { MalformedRequestError } from './aws-errors.ts';
import type { Queue } from './queues.ts';
import type { Execute } from './wire.ts';

const maxEntries = 10;
const maxBytes = 1024 * 1024;
const maxDelaySeconds = 900;
const maxVisibilitySeconds = 12 * 3600;

/** Answers the commands that Herald sends to SQS; in a partial answer some entries were not taken. */
export const createSqsExecute = (queues: ReadonlyMap<string, Queue>, random: Random): Execute => {
  const queueOf = (url: string | undefined) => {
    const queue = queues.get(url ?? '');
    if (queue === undefined) throw new MalformedRequestError(`There is no queue ${url}`);
    return queue;
  };

  const isTaken = (isPartial: boolean) => !isPartial || random.chance(0.6);
  const answer = (
    entries: readonly { readonly Id: string | undefined; readonly isOk: boolean }[],
  ) => ({
    Successful: entries.filter(({ isOk }) => isOk).map(({ Id }) => ({ Id })),
    Failed: entries
      .filter(({ isOk }) => !isOk)
      .map(({ Id }) => ({ Id, Code: 'InternalError', SenderFault: false })),
  });

  return (command, isPartial) => {
    if (command instanceof SendMessageBatchCommand) {
      const { QueueUrl, Entries = [] } = command.input;
      const queue = queueOf(QueueUrl);
      refuseWrongBatch(Entries);
      let bytes = 0;
      for (const { MessageBody = '', DelaySeconds } of Entries) {
        bytes += Buffer.byteLength(MessageBody);
        refuseOutside(DelaySeconds, maxDelaySeconds);
      }
      if (bytes > maxBytes) throw new MalformedRequestError(`A batch of ${bytes} bytes`);
      const entries = Entries.map((entry) => ({ ...entry, isOk: isTaken(isPartial) }));
      for (const { MessageBody = '', DelaySeconds = 0, isOk } of entries) {
        if (isOk) queue.send(MessageBody, DelaySeconds);
      }
      return answer(entries.map(({ Id, isOk }) => ({ Id, isOk })));
    }
    if (command instanceof ChangeMessageVisibilityBatchCommand) {
      const { QueueUrl, Entries = [] } = command.input;
      const queue = queueOf(QueueUrl);
      refuseWrongBatch(Entries);
      const entries = Entries.map((entry) => ({ ...entry, isOk: isTaken(isPartial) }));
      for (const { ReceiptHandle = '', VisibilityTimeout = 0, isOk } of entries) {
        refuseOutside(VisibilityTimeout, maxVisibilitySeconds);
        if (isOk) queue.changeVisibility(ReceiptHandle, VisibilityTimeout);
      }
      return answer(entries.map(({ Id, isOk }) => ({ Id, isOk })));
    }
    throw new MalformedRequestError(`The simulated SQS does not know ${String(command)}`);
  };
};

function refuseWrongBatch(entries: readonly { readonly Id?: string | undefined }[]): void {
  if (entries.length === 0 || entries.length > maxEntries)
    throw new MalformedRequestError(`A batch takes 1 to 10 entries, not ${entries.length}`);
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length)
    throw new MalformedRequestError('Two entries of a batch have one Id');
}

function refuseOutside(seconds: number | undefined, most: number): void {
  if (seconds === undefined) return;
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > most)
    throw new MalformedRequestError(`${seconds} seconds are not 0 to ${most}`);
}

import { createHash, randomUUID } from 'node:crypto';
import * as z from 'zod';
import { MessageAttributes } from './message-attributes.ts';
import type { QueueEngine, QueueEntry } from './queue-engine.ts';
import { queueNameIn } from './queue-settings.ts';
import { SqsError } from './sqs-error.ts';

/** What an operation works on. */
interface OperationContext {
  readonly engine: QueueEngine;
  /** Of this server; a queue's URL begins with it. */
  readonly queueUrlOf: (name: string) => string;
  /** Ends a long poll whose caller has gone. */
  readonly signal: AbortSignal;
}

type Operation = (body: unknown, context: OperationContext) => object | Promise<object>;

const operation =
  <Asked>(
    schema: z.ZodType<Asked>,
    run: (asked: Asked, context: OperationContext) => object | Promise<object>,
  ): Operation =>
  (body, context) => {
    const asked = schema.safeParse(body);
    if (asked.success) return run(asked.data, context);
    const why = asked.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new SqsError('InvalidParameterValue', why.join('; '));
  };

const queueName = z.string().transform(queueNameIn);
const Queue = z.object({ QueueUrl: queueName });
const delaySeconds = z.int().min(0).max(900);
const visibilityTimeout = z.int().min(0).max(43_200);

const Entry = z.object({
  MessageBody: z.string().min(1),
  DelaySeconds: delaySeconds.optional(),
  MessageAttributes: MessageAttributes.optional(),
  MessageGroupId: z.string().max(128).optional(),
});

/** A batch of which each entry is checked by itself: one that is wrong fails alone. */
const Batch = z.object({
  QueueUrl: queueName,
  Entries: z.array(z.looseObject({ Id: z.string() })).default([]),
});
const WithHandle = z.object({ ReceiptHandle: z.string() });
const NewVisibility = WithHandle.extend({ VisibilityTimeout: visibilityTimeout });

const toEntry = (entry: z.infer<typeof Entry>): QueueEntry => ({
  body: entry.MessageBody,
  ...(entry.DelaySeconds === undefined ? {} : { delaySeconds: entry.DelaySeconds }),
  ...(entry.MessageAttributes === undefined ? {} : { messageAttributes: entry.MessageAttributes }),
  ...(entry.MessageGroupId === undefined ? {} : { messageGroupId: entry.MessageGroupId }),
});

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

const received = (entry: QueueEntry, MessageId: string | undefined) => ({
  MessageId,
  MD5OfMessageBody: md5(entry.body),
});

/** The operations of SQS by AWS JSON, as far as anything here calls them. */
export const operations: Readonly<Record<string, Operation>> = {
  SendMessage: operation(Entry.extend(Queue.shape), ({ QueueUrl, ...asked }, { engine }) => {
    const entry = toEntry(asked);
    const [id] = engine.send(QueueUrl, [entry]);
    return received(entry, id);
  }),
  SendMessageBatch: operation(Batch, ({ QueueUrl, Entries }, { engine }) => {
    const { good, failed } = sorted(Entries, Entry);
    const entries = good.map(({ value }) => toEntry(value));
    const ids = engine.send(QueueUrl, entries);
    return {
      Successful: entries.map((entry, index) => ({
        Id: good[index]?.id,
        ...received(entry, ids[index]),
      })),
      Failed: failed,
    };
  }),
  ReceiveMessage: operation(
    Queue.extend({
      MaxNumberOfMessages: z.int().min(1).max(10).default(1),
      WaitTimeSeconds: z.int().min(0).max(20).optional(),
      VisibilityTimeout: visibilityTimeout.optional(),
    }),
    async ({ QueueUrl, MaxNumberOfMessages, WaitTimeSeconds, VisibilityTimeout }, context) => {
      const { engine, signal } = context;
      const { ReceiveMessageWaitTimeSeconds } = engine.queue(QueueUrl).settings;
      const messages = await engine.receive(QueueUrl, {
        max: MaxNumberOfMessages,
        waitMs: (WaitTimeSeconds ?? ReceiveMessageWaitTimeSeconds) * 1000,
        signal,
        ...(VisibilityTimeout === undefined ? {} : { visibilityTimeoutSeconds: VisibilityTimeout }),
      });
      return {
        Messages: messages.map((message) => ({
          MessageId: message.messageId,
          ReceiptHandle: message.receiptHandle,
          Body: message.body,
          MD5OfBody: message.md5OfBody,
          Attributes: message.attributes,
          MessageAttributes: message.messageAttributes,
        })),
      };
    },
  ),
  DeleteMessage: operation(WithHandle.extend(Queue.shape), (asked, { engine }) => {
    engine.queue(asked.QueueUrl);
    engine.delete(asked.QueueUrl, [asked.ReceiptHandle]);
    return {};
  }),
  DeleteMessageBatch: operation(Batch, ({ QueueUrl, Entries }, { engine }) => {
    engine.queue(QueueUrl);
    const { good, failed } = sorted(Entries, WithHandle);
    engine.delete(
      QueueUrl,
      good.map(({ value }) => value.ReceiptHandle),
    );
    return { Successful: good.map(({ id }) => ({ Id: id })), Failed: failed };
  }),
  ChangeMessageVisibility: operation(NewVisibility.extend(Queue.shape), (asked, { engine }) => {
    engine.queue(asked.QueueUrl);
    if (!engine.changeVisibility(asked.QueueUrl, asked.ReceiptHandle, asked.VisibilityTimeout)) {
      throw notInFlight();
    }
    return {};
  }),
  ChangeMessageVisibilityBatch: operation(Batch, ({ QueueUrl, Entries }, { engine }) => {
    engine.queue(QueueUrl);
    const { good, failed } = sorted(Entries, NewVisibility);
    const changed = good.map(({ id, value }) => ({
      id,
      isChanged: engine.changeVisibility(QueueUrl, value.ReceiptHandle, value.VisibilityTimeout),
    }));
    return {
      Successful: changed.filter(({ isChanged }) => isChanged).map(({ id }) => ({ Id: id })),
      Failed: [
        ...failed,
        ...changed
          .filter(({ isChanged }) => !isChanged)
          .map(({ id }) => failure(id, notInFlight())),
      ],
    };
  }),
  CreateQueue: operation(
    z.object({ QueueName: z.string(), Attributes: z.record(z.string(), z.string()).default({}) }),
    ({ QueueName, Attributes }, { engine, queueUrlOf }) => {
      engine.createQueue({ name: QueueName, attributes: Attributes });
      return { QueueUrl: queueUrlOf(QueueName) };
    },
  ),
  GetQueueUrl: operation(z.object({ QueueName: z.string() }), ({ QueueName }, context) => ({
    QueueUrl: context.queueUrlOf(context.engine.queue(QueueName).name),
  })),
  ListQueues: operation(
    z.object({ QueueNamePrefix: z.string().default('') }),
    ({ QueueNamePrefix }, { engine, queueUrlOf }) => ({
      QueueUrls: engine
        .queues()
        .filter(({ name }) => name.startsWith(QueueNamePrefix))
        .map(({ name }) => queueUrlOf(name)),
    }),
  ),
  GetQueueAttributes: operation(Queue, ({ QueueUrl }, { engine }) => {
    const { arn, attributes } = engine.queue(QueueUrl);
    const { visible, delayed, inFlight } = engine.counts(QueueUrl);
    return {
      Attributes: {
        ...attributes,
        QueueArn: arn,
        ApproximateNumberOfMessages: String(visible),
        ApproximateNumberOfMessagesDelayed: String(delayed),
        ApproximateNumberOfMessagesNotVisible: String(inFlight),
      },
    };
  }),
  SetQueueAttributes: operation(
    Queue.extend({ Attributes: z.record(z.string(), z.string()) }),
    ({ QueueUrl, Attributes }, { engine }) => {
      const { name, attributes } = engine.queue(QueueUrl);
      engine.createQueue({ name, attributes: { ...attributes, ...Attributes } });
      return {};
    },
  ),
  PurgeQueue: operation(Queue, ({ QueueUrl }, { engine }) => {
    engine.purge(QueueUrl);
    return {};
  }),
  // The console's redrive. Here it is over when it answers.
  StartMessageMoveTask: operation(
    z.object({ SourceArn: queueName, DestinationArn: queueName.optional() }),
    ({ SourceArn, DestinationArn }, { engine }) => {
      engine.redrive(SourceArn, DestinationArn);
      return { TaskHandle: randomUUID() };
    },
  ),
};

/** A batch's entries by whether they fit; SQS refuses a whole batch for its shape alone. */
function sorted<Value>(
  entries: readonly { readonly Id: string }[],
  schema: z.ZodType<Value>,
): {
  readonly good: readonly { readonly id: string; readonly value: Value }[];
  readonly failed: readonly object[];
} {
  if (entries.length === 0)
    throw new SqsError('EmptyBatchRequest', 'A batch has an entry at least.');
  if (entries.length > 10) {
    throw new SqsError('TooManyEntriesInBatchRequest', 'A batch has ten entries at most.');
  }
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
    throw new SqsError('BatchEntryIdsNotDistinct', 'Two entries have one Id.');
  }
  const parsed = entries.map((entry) => ({ id: entry.Id, result: schema.safeParse(entry) }));
  return {
    good: parsed.flatMap(({ id, result }) => (result.success ? [{ id, value: result.data }] : [])),
    failed: parsed.flatMap(({ id, result }) =>
      result.success
        ? []
        : [failure(id, new SqsError('InvalidParameterValue', result.error.message))],
    ),
  };
}

function failure(id: string, { name, message }: SqsError): object {
  return { Id: id, SenderFault: true, Code: name, Message: message };
}

function notInFlight(): SqsError {
  return new SqsError(
    'MessageNotInflight',
    'The message is not in flight, or this is not its latest receipt handle.',
  );
}

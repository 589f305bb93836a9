import type { SQSEvent, SQSMessageAttributes, SQSRecordAttributes } from 'aws-lambda';
import type { EventSourceMapping } from './event-source-mapping.ts';

/** A message as a queue hands it out. */
export interface QueueMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly md5OfBody: string;
  /** SentTimestamp, ApproximateReceiveCount and the like. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly messageAttributes: Readonly<Record<string, QueueMessageAttribute>>;
}

interface QueueMessageAttribute {
  readonly DataType?: string | undefined;
  readonly StringValue?: string | undefined;
  readonly BinaryValue?: string | Uint8Array | undefined;
}

/** The event that a function gets for a batch of messages. */
export const toQueueEvent = (
  messages: readonly QueueMessage[],
  { queueArn, region }: EventSourceMapping,
): SQSEvent => ({
  Records: messages.map((message) => ({
    messageId: message.messageId,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: toAttributes(message.attributes),
    messageAttributes: toMessageAttributes(message.messageAttributes),
    md5OfBody: message.md5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  })),
});

function toAttributes(attributes: Readonly<Record<string, string>>): SQSRecordAttributes {
  const { ApproximateReceiveCount = '1', SentTimestamp = '0', SenderId = 'local' } = attributes;
  const { ApproximateFirstReceiveTimestamp = SentTimestamp } = attributes;
  return {
    ...attributes,
    ApproximateReceiveCount,
    SentTimestamp,
    SenderId,
    ApproximateFirstReceiveTimestamp,
  };
}

function toMessageAttributes(
  attributes: Readonly<Record<string, QueueMessageAttribute>>,
): SQSMessageAttributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType = 'String', StringValue, BinaryValue }]) => [
      name,
      {
        ...(StringValue === undefined ? {} : { stringValue: StringValue }),
        ...(BinaryValue === undefined ? {} : { binaryValue: toBase64(BinaryValue) }),
        stringListValues: [],
        binaryListValues: [],
        dataType: DataType,
      },
    ]),
  );
}

function toBase64(value: string | Uint8Array): string {
  return typeof value === 'string' ? value : Buffer.from(value).toString('base64');
}

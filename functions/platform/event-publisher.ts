import { PublishBatchCommand, type SNSClient } from '@aws-sdk/client-sns';
import { eventId, type StatusEvent } from '#core/event.ts';
import type { Runtime } from './runtime.ts';
import { sendBatches } from './send-batches.ts';

/** SNS: a batch is at most 256 KiB. */
const maxBatchBytes = 256 * 1024 - 8 * 1024;

/** Publishes changes of status; returns when the topic has all of them, and throws otherwise. */
export type PublishEvents = (events: readonly StatusEvent[]) => Promise<void>;

/** Publishes as CloudEvents 1.0 to the events topic, ten a call. */
export const createEventPublisher = (
  sns: SNSClient,
  topicArn: string,
  runtime: Runtime,
): PublishEvents => {
  const publishChunk = async (chunk: readonly StatusEvent[]) => {
    const answer = await sns.send(
      new PublishBatchCommand({
        TopicArn: topicArn,
        PublishBatchRequestEntries: chunk.map((event, position) => ({
          Id: String(position),
          Message: JSON.stringify(toCloudEvent(event)),
          MessageAttributes: attributesOf(event),
        })),
      }),
    );
    return new Set((answer.Failed ?? []).map((entry) => Number(entry.Id)));
  };
  return async (events) => {
    const bytesOf = (event: StatusEvent) => Buffer.byteLength(JSON.stringify(event)) + 512;
    const failed = await sendBatches(events, maxBatchBytes, bytesOf, publishChunk, runtime);
    if (failed.length > 0) throw new Error(`${failed.length} events could not be published`);
  };
};

/** CloudEvents 1.0, structured mode. */
const toCloudEvent = (event: StatusEvent) => ({
  specversion: '1.0',
  id: eventId(event),
  source: 'herald',
  type: `herald.delivery.${event.status.toLowerCase()}`,
  subject: event.deliveryId ?? event.notificationId,
  time: new Date(event.at).toISOString(),
  datacontenttype: 'application/json',
  data: event,
});

/** What subscribers may filter on. */
const attributesOf = (event: StatusEvent) => ({
  status: { DataType: 'String', StringValue: event.status },
  templateId: { DataType: 'String', StringValue: event.templateId },
  ...(event.channel === undefined
    ? {}
    : { channel: { DataType: 'String', StringValue: event.channel } }),
});

import { PublishBatchCommand, type SNSClient } from '@aws-sdk/client-sns';
import { eventId, type HeraldEvent, isReply, type StatusEvent } from '#core/event.ts';
import { eventType } from '#core/event-type.ts';
import type { Runtime } from './runtime.ts';
import { sendBatches } from './send-batches.ts';

/** SNS: a batch is at most 256 KiB. */
const maxBatchBytes = 256 * 1024 - 8 * 1024;

/** Publishes events; returns when the topic has all of them, and throws otherwise. */
export type PublishEvents<Event extends HeraldEvent = StatusEvent> = (
  events: readonly Event[],
) => Promise<void>;

/** Publishes as CloudEvents 1.0 to the events topic, ten a call. */
export const createEventPublisher = (
  sns: SNSClient,
  topicArn: string,
  runtime: Runtime,
): PublishEvents<HeraldEvent> => {
  const publishChunk = async (chunk: readonly Written[]) => {
    const answer = await sns.send(
      new PublishBatchCommand({
        TopicArn: topicArn,
        PublishBatchRequestEntries: chunk.map(({ event, message }, position) => ({
          Id: String(position),
          Message: message,
          MessageAttributes: attributesOf(event),
        })),
      }),
    );
    return new Set((answer.Failed ?? []).map((entry) => Number(entry.Id)));
  };
  return async (events) => {
    const written = events.map((event) => ({
      event,
      message: JSON.stringify(toCloudEvent(event)),
    }));
    const failed = await sendBatches(written, maxBatchBytes, bytesOf, publishChunk, runtime);
    if (failed.length > 0) throw new Error(`${failed.length} events could not be published`);
  };
};

/** An event with its message, which is written once however often it is sent. */
interface Written {
  readonly event: HeraldEvent;
  readonly message: string;
}

/** With its attributes. */
const bytesOf = ({ message }: Written) => Buffer.byteLength(message) + 256;

/** CloudEvents 1.0, structured mode. */
const toCloudEvent = (event: HeraldEvent) => ({
  specversion: '1.0',
  id: eventId(event),
  source: 'herald',
  type: eventType(event),
  subject: isReply(event) ? event.replyId : (event.deliveryId ?? event.notificationId),
  time: new Date(event.at).toISOString(),
  datacontenttype: 'application/json',
  data: event,
});

/** What subscribers may filter on; `status` is there where it changed, and only there. */
const attributesOf = (event: HeraldEvent) => {
  const { channel } = event;
  const type = eventType(event);
  const attributes = isReply(event)
    ? { type, intent: event.intent, channel }
    : {
        type,
        ...(event.engagement === undefined
          ? { status: event.status }
          : { engagement: event.engagement }),
        templateId: event.templateId,
        ...(event.category === undefined ? {} : { category: event.category }),
        ...(channel === undefined ? {} : { channel }),
      };
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      { DataType: 'String', StringValue: value },
    ]),
  );
};

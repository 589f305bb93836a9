import type { MessageAttribute, MessageAttributes } from './message-attributes.ts';

/** What was published to a topic, once. */
export interface Publication {
  readonly messageId: string;
  readonly topicArn: string;
  readonly message: string;
  readonly subject?: string;
  readonly attributes: MessageAttributes;
  /** Fair queues: passed on to the queue. */
  readonly messageGroupId?: string;
  /** Milliseconds since 1970. */
  readonly publishedAt: number;
}

/**
 * The envelope that a subscriber finds a message in. Nothing is signed on one machine.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 */
export const notificationOf = (publication: Publication, subscriptionArn: string): string => {
  const { messageId, topicArn, message, subject, attributes, publishedAt } = publication;
  const region = topicArn.split(':')[3] ?? '';
  const origin = `https://sns.${region}.amazonaws.com`;
  return JSON.stringify({
    Type: 'Notification',
    MessageId: messageId,
    TopicArn: topicArn,
    ...(subject === undefined ? {} : { Subject: subject }),
    Message: message,
    Timestamp: new Date(publishedAt).toISOString(),
    SignatureVersion: '1',
    Signature: 'LOCAL',
    SigningCertURL: `${origin}/SimpleNotificationService-local.pem`,
    UnsubscribeURL: `${origin}/?Action=Unsubscribe&SubscriptionArn=${subscriptionArn}`,
    ...(Object.keys(attributes).length === 0
      ? {}
      : { MessageAttributes: Object.fromEntries(Object.entries(attributes).map(envelop)) }),
  });
};

function envelop([name, { DataType, StringValue, BinaryValue }]: readonly [
  string,
  MessageAttribute,
]) {
  return [name, { Type: DataType, Value: StringValue ?? BinaryValue ?? '' }];
}

import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { checkBatch } from './check-batch.ts';
import { deliver, type QueuePort } from './deliver.ts';
import {
  MessageAttributeList,
  type MessageAttributes,
  maxMessageBytes,
  messageBytes,
} from './message-attributes.ts';
import { messageFor } from './message-structure.ts';
import type { Publication } from './notification.ts';
import type { Operation } from './operation.ts';
import { checkForm, formList } from './query-form.ts';
import { invalidParameter, SnsError } from './sns-error.ts';
import { subscribeOperations } from './subscribe-operations.ts';
import type { Topic } from './topics.ts';
import type { XmlValue } from './xml.ts';

interface TopicDeps {
  readonly topics: ReadonlyMap<string, Topic>;
  readonly queues: QueuePort;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

/** What a caller asks to be published. */
export interface Draft {
  readonly message: string;
  readonly subject?: string | undefined;
  readonly structure?: string | undefined;
  readonly attributes: MessageAttributes;
  readonly messageGroupId?: string | undefined;
}

const Entry = z
  .object({
    Id: z.string(),
    Message: z.string(),
    Subject: z.string().optional(),
    MessageStructure: z.string().optional(),
    MessageAttributes: MessageAttributeList,
    MessageGroupId: z.string().optional(),
  })
  .transform((entry) => ({
    id: entry.Id,
    message: entry.Message,
    subject: entry.Subject,
    structure: entry.MessageStructure,
    attributes: entry.MessageAttributes,
    messageGroupId: entry.MessageGroupId,
  }));
const ToTopic = z.object({ TopicArn: z.string() });
const Batch = ToTopic.extend({ PublishBatchRequestEntries: formList(Entry) });

/** Publishes to topics, and tells who listens to them. */
export const createTopics = ({ topics: declared, queues, now, onError }: TopicDeps) => {
  const topics = new Map(declared);
  const topicOf = (arn: string): Topic => {
    const topic = topics.get(arn);
    if (topic === undefined) throw new SnsError('NotFound', 'Topic does not exist');
    return topic;
  };
  const prepare = (topicArn: string, draft: Draft): Publication => {
    const { attributes, subject, messageGroupId } = draft;
    const { message } = messageFor(draft.message, draft.structure, 'sqs');
    if (messageBytes(draft.message, attributes) > maxMessageBytes) {
      throw invalidParameter('Message too long');
    }
    if (subject !== undefined && !/^[^\p{Cc}]{1,100}$/u.test(subject)) {
      throw invalidParameter('Subject');
    }
    return {
      messageId: randomUUID(),
      topicArn,
      message,
      ...(subject === undefined ? {} : { subject }),
      attributes,
      ...(messageGroupId === undefined ? {} : { messageGroupId }),
      publishedAt: now(),
    };
  };
  const publish = async (topicArn: string, draft: Draft): Promise<string> => {
    const topic = topicOf(topicArn);
    const publication = prepare(topicArn, draft);
    await deliver(topic, [publication], { queues, onError });
    return publication.messageId;
  };

  const publishBatch: Operation = async (form) => {
    const { TopicArn, PublishBatchRequestEntries: entries } = checkForm(Batch, form);
    const topic = topicOf(TopicArn);
    checkBatch(entries);
    const prepared: { readonly id: string; readonly publication: Publication }[] = [];
    const failed: XmlValue[] = [];
    for (const { id, ...draft } of entries) {
      try {
        prepared.push({ id, publication: prepare(TopicArn, draft) });
      } catch (error) {
        if (!(error instanceof SnsError)) throw error;
        failed.push({ Id: id, Code: error.code, Message: error.message, SenderFault: true });
      }
    }
    const publications = prepared.map(({ publication }) => publication);
    await deliver(topic, publications, { queues, onError });
    return {
      Successful: prepared.map(({ id, publication }) => ({
        Id: id,
        MessageId: publication.messageId,
      })),
      Failed: failed,
    };
  };

  const operations: Readonly<Record<string, Operation>> = {
    ...subscribeOperations(topics),
    PublishBatch: publishBatch,
    GetTopicAttributes: (form) => {
      const { arn, owner, displayName, subscriptions } = topicOf(checkForm(ToTopic, form).TopicArn);
      return {
        Attributes: new Map([
          ['TopicArn', arn],
          ['Owner', owner],
          ['DisplayName', displayName],
          ['SubscriptionsConfirmed', String(subscriptions.length)],
          ['SubscriptionsPending', '0'],
          ['SubscriptionsDeleted', '0'],
        ]),
      };
    },
    ListSubscriptionsByTopic: (form) => {
      const topic = topicOf(checkForm(ToTopic, form).TopicArn);
      return {
        Subscriptions: topic.subscriptions.map(({ arn, protocol, endpoint }) => ({
          SubscriptionArn: arn,
          Owner: topic.owner,
          Protocol: protocol,
          Endpoint: endpoint,
          TopicArn: topic.arn,
        })),
      };
    },
  };
  return { publish, operations };
};

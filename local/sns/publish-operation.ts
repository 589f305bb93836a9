import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Outbox } from '#local/outbox/outbox.ts';
import type { EndpointStore } from './endpoint-store.ts';
import { MessageAttributeList } from './message-attributes.ts';
import type { Operation } from './operation.ts';
import { publishPush } from './publish-push.ts';
import { publishSms } from './publish-sms.ts';
import { checkForm } from './query-form.ts';
import { invalidParameter } from './sns-error.ts';
import type { Draft } from './topic-operations.ts';

interface PublishDeps {
  readonly publishToTopic: (topicArn: string, draft: Draft) => Promise<string>;
  readonly endpoints: EndpointStore;
  readonly outbox: Outbox;
  /** Where a platform application tells that a push failed. */
  readonly failureTopics: ReadonlyMap<string, readonly string[]>;
  readonly now: () => number;
}

const Publish = z.object({
  TopicArn: z.string().optional(),
  TargetArn: z.string().optional(),
  PhoneNumber: z.string().optional(),
  Message: z.string(),
  Subject: z.string().optional(),
  MessageStructure: z.string().optional(),
  MessageAttributes: MessageAttributeList,
  MessageGroupId: z.string().optional(),
});

/** Publish: to a topic, to a device, or to a phone. */
export const createPublish = (deps: PublishDeps): Operation => {
  const now = () => new Date(deps.now()).toISOString();
  return async (form) => {
    const asked = checkForm(Publish, form);
    const { TopicArn, TargetArn, PhoneNumber } = asked;
    if ([TopicArn, TargetArn, PhoneNumber].filter((one) => one !== undefined).length !== 1) {
      throw invalidParameter('TopicArn or TargetArn Reason: exactly one target is needed');
    }
    const { Message: message, MessageStructure: structure, MessageAttributes: attributes } = asked;
    const messageId = randomUUID();
    if (PhoneNumber !== undefined) {
      publishSms(
        { messageId, phoneNumber: PhoneNumber, message, structure, attributes },
        { ...deps, now },
      );
    } else if (TargetArn?.includes(':endpoint/')) {
      publishPush({ messageId, targetArn: TargetArn, message, structure }, { ...deps, now });
    } else {
      const { Subject: subject, MessageGroupId: messageGroupId } = asked;
      const draft = { message, structure, attributes, subject, messageGroupId };
      return { MessageId: await deps.publishToTopic(TopicArn ?? TargetArn ?? '', draft) };
    }
    return { MessageId: messageId };
  };
};

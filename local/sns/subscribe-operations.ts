import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Operation } from './operation.ts';
import { checkForm, formList } from './query-form.ts';
import { invalidParameter, SnsError } from './sns-error.ts';
import { type Subscription, subscriptionFrom, type Topic } from './topics.ts';

const Subscribe = z.object({
  TopicArn: z.string(),
  Protocol: z.string(),
  Endpoint: z.string(),
  Attributes: formList(z.object({ key: z.string(), value: z.string() })),
});
const Unsubscribe = z.object({ SubscriptionArn: z.string() });

/** What a company subscribes beside the app: kept until the local cloud stops, as the queues are that it makes. */
export const subscribeOperations = (
  topics: Map<string, Topic>,
): Readonly<Record<string, Operation>> => ({
  ListTopics: () => ({ Topics: [...topics.keys()].map((TopicArn) => ({ TopicArn })) }),
  Subscribe: (form) => {
    const { Attributes, ...asked } = checkForm(Subscribe, form);
    const topic = topics.get(asked.TopicArn);
    if (topic === undefined) throw new SnsError('NotFound', 'Topic does not exist');
    if (asked.Protocol !== 'sqs') throw invalidParameter('The local cloud subscribes queues alone');
    const known = topic.subscriptions.find(
      ({ protocol, endpoint }) => protocol === asked.Protocol && endpoint === asked.Endpoint,
    );
    if (known !== undefined) return { SubscriptionArn: known.arn };
    const made = subscription(
      Object.fromEntries([
        ...Object.entries(asked),
        ...Attributes.map(({ key, value }) => [key, value] as const),
      ]),
    );
    topics.set(topic.arn, { ...topic, subscriptions: [...topic.subscriptions, made] });
    return { SubscriptionArn: made.arn };
  },
  Unsubscribe: (form) => {
    const { SubscriptionArn } = checkForm(Unsubscribe, form);
    for (const [arn, topic] of topics) {
      const subscriptions = topic.subscriptions.filter((one) => one.arn !== SubscriptionArn);
      topics.set(arn, { ...topic, subscriptions });
    }
    return undefined;
  },
});

function subscription(asked: Readonly<Record<string, unknown>>): Subscription {
  try {
    return subscriptionFrom(randomUUID(), asked);
  } catch (error) {
    throw invalidParameter(error instanceof Error ? error.message : String(error));
  }
}

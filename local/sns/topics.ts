import * as z from 'zod';
import type { Resource } from '#local/cloudformation/resolve-assembly.ts';
import { compileFilterPolicy, type FilterPolicy } from './filter-policy.ts';

/** Who hears what is published to a topic. */
export interface Subscription {
  readonly arn: string;
  readonly protocol: string;
  readonly endpoint: string;
  /** Whether the message arrives as it is, rather than in SNS's envelope. */
  readonly isRaw: boolean;
  readonly filter?: {
    readonly scope: 'MessageAttributes' | 'MessageBody';
    readonly fits: FilterPolicy;
  };
  /** Where a message goes that the endpoint cannot have. */
  readonly deadLetterArn?: string;
}

/** A topic and its subscriptions. */
export interface Topic {
  readonly arn: string;
  readonly owner: string;
  readonly displayName: string;
  readonly subscriptions: readonly Subscription[];
}

/** Protocols that reach people or servers outside: nothing is delivered there from one machine. */
const deliveredNowhere: ReadonlySet<string> = new Set([
  'email',
  'email-json',
  'http',
  'https',
  'sms',
]);

const Flag = z.union([z.boolean(), z.stringbool()]);
const JsonObject = z.union([
  z.record(z.string(), z.unknown()),
  z.string().transform((text): unknown => JSON.parse(text)),
]);
const SubscriptionProperties = z.object({
  TopicArn: z.string(),
  Protocol: z.string(),
  Endpoint: z.string(),
  RawMessageDelivery: Flag.default(false),
  FilterPolicy: JsonObject.optional(),
  FilterPolicyScope: z.enum(['MessageAttributes', 'MessageBody']).default('MessageAttributes'),
  RedrivePolicy: JsonObject.pipe(z.object({ deadLetterTargetArn: z.string() })).optional(),
});
const TopicProperties = z.object({
  DisplayName: z.string().default(''),
  Subscription: z.array(z.object({ Protocol: z.string(), Endpoint: z.string() })).default([]),
});

/** Every topic of an app by its ARN, with the subscriptions that the app declares. */
export const readTopics = (resources: readonly Resource[]): ReadonlyMap<string, Topic> => {
  const declared = resources
    .filter(({ type }) => type === 'AWS::SNS::Subscription')
    .map(({ properties, logicalId }) =>
      toSubscription(logicalId, SubscriptionProperties.parse(properties)),
    );
  return new Map(
    resources
      .filter(({ type }) => type === 'AWS::SNS::Topic')
      .map(({ ref, account, logicalId, properties }) => {
        const { DisplayName, Subscription } = TopicProperties.parse(properties);
        const inline = Subscription.map((one, index) =>
          toSubscription(
            `${logicalId}${index}`,
            SubscriptionProperties.parse({ TopicArn: ref, ...one }),
          ),
        );
        const others = declared.filter(({ topicArn }) => topicArn === ref);
        const subscriptions = [...inline, ...others].map(({ subscription }) => subscription);
        return [ref, { arn: ref, owner: account, displayName: DisplayName, subscriptions }];
      }),
  );
};

/** Whether a subscription's messages go into a queue; refuses what nobody thought of. */
export const isDelivered = ({ protocol, arn }: Subscription): boolean => {
  if (protocol === 'sqs') return true;
  if (deliveredNowhere.has(protocol)) return false;
  throw new Error(
    `${arn} delivers by ${protocol}, which the local cloud does not. ` +
      'Teach it in local/sns/, or list the protocol in local/sns/topics.ts.',
  );
};

/** A subscription as a caller asks for it, who gives its attributes as texts; a queue's alone is served. */
export const subscriptionFrom = (
  id: string,
  asked: Readonly<Record<string, unknown>>,
): Subscription => toSubscription(id, SubscriptionProperties.parse(asked)).subscription;

function toSubscription(
  logicalId: string,
  properties: z.infer<typeof SubscriptionProperties>,
): { readonly topicArn: string; readonly subscription: Subscription } {
  const { FilterPolicy, FilterPolicyScope, RedrivePolicy } = properties;
  const subscription = {
    arn: `${properties.TopicArn}:${logicalId}`,
    protocol: properties.Protocol,
    endpoint: properties.Endpoint,
    isRaw: properties.RawMessageDelivery,
    ...(FilterPolicy === undefined
      ? {}
      : { filter: { scope: FilterPolicyScope, fits: compileFilterPolicy(FilterPolicy) } }),
    ...(RedrivePolicy === undefined ? {} : { deadLetterArn: RedrivePolicy.deadLetterTargetArn }),
  };
  isDelivered(subscription);
  return { topicArn: properties.TopicArn, subscription };
}

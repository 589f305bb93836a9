import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { FeedbackEnv } from '#functions/feedback/env.ts';
import { maxReceiveCounts } from '#lib/retry-policies.ts';
import type { StageSettings } from '#lib/stage-settings.ts';
import { recipientIndex } from '#platform/table-keys.ts';
import { brand } from '#templates/brand.ts';
import { acknowledge } from './acknowledge.ts';
import type { Concern } from './concern.ts';
import { consumeQueue } from './consume-queues.ts';
import type { EncryptedTopic } from './encrypted-topic.ts';
import { type FunctionDefaults, NodeFunction } from './node-function.ts';
import { grantOnPushEndpoints } from './push-applications.ts';
import { grantOnItems, grantQueryIndex } from './table-grants.ts';
import { WorkerQueue } from './worker-queue.ts';

interface FeedbackProps {
  readonly settings: StageSettings;
  /** Where providers report. */
  readonly topic: EncryptedTopic;
  /** Where the pages behind links say who unsubscribed. */
  readonly unsubscribes: ITopic;
  readonly events: EncryptedTopic;
  readonly notifications: TableV2;
  readonly recipients: TableV2;
  readonly defaults: FunctionDefaults;
}

/** What became of what was sent: a queue that hears every provider, and the function that records it. */
export class Feedback extends Construct {
  /** Where providers report, and Herald's own inbox. */
  readonly topic: EncryptedTopic;
  readonly queue: WorkerQueue;
  readonly concerns: readonly Concern[];

  constructor(scope: Construct, id: string, props: FeedbackProps) {
    super(scope, id);
    const { settings, topic, unsubscribes, events, notifications, recipients, defaults } = props;
    this.topic = topic;
    const whoIsHurt =
      'People who bounced, complained or said STOP may still be written to, and nobody learns what arrived.';
    this.queue = new WorkerQueue(this, 'Feedback', {
      maxReceiveCount: maxReceiveCounts(settings.retryPolicies).standard,
      oldAfter: Duration.hours(2),
      whoIsHurt,
      deadLettersRunbook: 'feedback-cannot-be-recorded',
    });
    for (const reporting of [topic, unsubscribes]) {
      reporting.addSubscription(
        // What the queue refuses would be gone.
        new SqsSubscription(this.queue.queue, { deadLetterQueue: this.queue.deadLetterQueue }),
      );
    }
    const recorder = new NodeFunction<FeedbackEnv>(this, 'FeedbackRecorder', {
      bundle: 'feedback',
      environment: {
        NOTIFICATIONS_TABLE: notifications.tableName,
        RECIPIENTS_TABLE: recipients.tableName,
        EVENTS_TOPIC_ARN: events.topicArn,
        RETRY_POLICIES: JSON.stringify(settings.retryPolicies),
        BRAND_NAME: settings.brand?.name ?? brand.name,
        ...(settings.sms.answers === undefined
          ? {}
          : {
              REPLY_CONTACT: settings.sms.answers.contact,
              SELF_MANAGED_OPT_OUTS: String(settings.sms.answers.isSelfManaged ?? false),
            }),
      },
      defaults,
      whoIsHurt,
    });
    grantOnItems(notifications, recorder.lambda, 'GetItem', 'UpdateItem');
    grantOnItems(recipients, recorder.lambda, 'GetItem', 'UpdateItem');
    events.grantPublishOnly(recorder.lambda);
    if (settings.sms.answers !== undefined) grantAnswer(recorder);
    this.#hearOfPush(props, recorder);
    consumeQueue(recorder.lambda, this.queue, {
      maxConcurrency: settings.concurrency.lane.standard,
      batchingWindowSeconds: settings.batchingWindowSeconds.standard,
    });
    new CfnOutput(Stack.of(this), 'FeedbackTopicArn', {
      value: topic.topicArn,
      description:
        'Where two-way messaging of a phone number sends replies, and a platform application its delivery failures',
    });
    this.concerns = [...this.queue.concerns, ...recorder.concerns];
  }

  /** Pushes that fail after SNS took them, where the company has its application tell of them. */
  #hearOfPush(
    { settings, topic, notifications }: FeedbackProps,
    { lambda }: NodeFunction<FeedbackEnv>,
  ): void {
    const applications = Object.values(settings.push);
    if (applications.length === 0) return;
    const stack = Stack.of(this);
    topic.grantPublishToService(
      'sns.amazonaws.com',
      ...applications.map((name) => stack.formatArn({ service: 'sns', resource: `app/${name}` })),
    );
    grantOnPushEndpoints(settings, lambda, 'GetEndpointAttributes', 'DeleteEndpoint');
    // SNS names nothing of ours: a failure is traced by what its person was told last.
    grantQueryIndex(notifications, lambda, recipientIndex.name);
    grantOnItems(notifications, lambda, 'BatchGetItem');
  }
}

/** Who was written to answers: whichever number that was. */
function grantAnswer({ lambda }: NodeFunction<FeedbackEnv>): void {
  const resource = 'phone-number/*';
  const stack = Stack.of(lambda);
  lambda.addToRolePolicy(
    new PolicyStatement({
      actions: ['sms-voice:SendTextMessage'],
      resources: [stack.formatArn({ service: 'sms-voice', resource })],
    }),
  );
  acknowledge(
    lambda.node.scope ?? lambda,
    `IAM5[Resource::arn:<AWS::Partition>:sms-voice:<AWS::Region>:<AWS::AccountId>:${resource}]`,
    'People write to any of the numbers, and are answered from the same.',
  );
}

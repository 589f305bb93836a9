import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { type Speed, speeds } from '#core/priority.ts';
import { channels } from '#functions/channels/index.ts';
import type { DeliveryEnv } from '#functions/delivery/env.ts';
import type { RouterEnv } from '#functions/router/env.ts';
import { brandEnvironment } from '#lib/brand-environment.ts';
import { ChannelLanes } from '#lib/constructs/channel-lanes.ts';
import type { Concern } from '#lib/constructs/concern.ts';
import { consumeQueues } from '#lib/constructs/consume-queues.ts';
import { EncryptedTopic } from '#lib/constructs/encrypted-topic.ts';
import { Feedback } from '#lib/constructs/feedback.ts';
import { type FunctionDefaults, NodeFunction } from '#lib/constructs/node-function.ts';
import { Schedules } from '#lib/constructs/schedules.ts';
import { speedQueues } from '#lib/constructs/speed-queues.ts';
import { grantOnItems, grantUpdateOfKeys } from '#lib/constructs/table-grants.ts';
import type { WorkerQueue } from '#lib/constructs/worker-queue.ts';
import type { ChannelBuilds } from '#lib/load-channel-builds.ts';
import { pascalCase } from '#lib/pascal-case.ts';
import { recipientEnvironment } from '#lib/recipient-environment.ts';
import type { StageSettings } from '#lib/stage-settings.ts';
import { usageKeyPrefix } from '#platform/usage-logs.ts';
import type { DataStack } from './data-stack.ts';

interface PipelineStackProps extends StackProps {
  readonly settings: StageSettings;
  readonly data: DataStack;
  /** Where signed links lead. */
  readonly publicUrl: string;
  /** Where the pages behind them say who unsubscribed. */
  readonly unsubscribes: ITopic;
  readonly builds: ChannelBuilds;
  readonly defaults: FunctionDefaults;
}

/** Requests in, messages out: the requests queues, the router, and two lanes per channel. */
export class PipelineStack extends Stack {
  readonly requests: Readonly<Record<Speed, WorkerQueue>>;
  readonly schedules: Schedules;
  /** Every change of status, for the company's own queues to subscribe to. */
  readonly events: EncryptedTopic;
  readonly lanes: ReadonlyMap<string, ChannelLanes>;
  readonly feedback: Feedback;
  readonly topicKey: Key;
  readonly concerns: readonly Concern[];

  constructor(scope: Construct, id: string, props: PipelineStackProps) {
    super(scope, id, props);
    const { settings, data, publicUrl, unsubscribes, builds, defaults } = props;
    this.topicKey = topicKey(this, settings);
    this.events = new EncryptedTopic(this, 'Events', this.topicKey);
    const feedbackTopic = new EncryptedTopic(this, 'Feedback', this.topicKey);

    this.requests = speedQueues(
      this,
      'Requests',
      'People do not get what a service was promised that they would.',
      settings,
    );
    this.schedules = new Schedules(this, 'Schedules', {
      queues: speeds.map((speed) => this.requests[speed]),
    });

    const { recipients, inbox, webhookSecret, linkSecret } = data;
    const secrets = { webhookSecret, linkSecret };
    const context = { settings, feedbackTopic, recipients, inbox, publicUrl, ...secrets };
    const environment: DeliveryEnv = {
      NOTIFICATIONS_TABLE: data.notifications.tableName,
      TEMPLATES_TABLE: data.templates.tableName,
      CHANNELS_TABLE: data.channels.tableName,
      EVENTS_TOPIC_ARN: this.events.topicArn,
      RETRY_POLICIES: JSON.stringify(settings.retryPolicies),
      ...brandEnvironment(settings),
      ...this.requestsQueueArns,
      ...this.schedules.environment,
    };
    this.lanes = new Map(
      channels.map((channel) => {
        const build = builds.get(channel.slug);
        if (build === undefined)
          throw new Error(`Channel ${channel.slug} has no infrastructure.ts.`);
        const lanes = new ChannelLanes(this, pascalCase(channel.slug), {
          channel,
          build,
          context,
          environment,
          defaults,
        });
        const { lambda } = lanes.sender;
        grantOnItems(data.notifications, lambda, 'GetItem', 'UpdateItem');
        grantOnItems(data.templates, lambda, 'GetItem');
        grantOnItems(data.channels, lambda, 'GetItem', 'UpdateItem');
        this.events.grantPublishOnly(lambda);
        this.schedules.grantCreate(lambda);
        return [channel.name, lanes] as const;
      }),
    );
    const router = this.#router(settings, data, defaults);
    this.feedback = new Feedback(this, 'FeedbackQueue', {
      settings,
      topic: feedbackTopic,
      unsubscribes,
      events: this.events,
      notifications: data.notifications,
      recipients,
      defaults,
    });
    new CfnOutput(this, 'EventsTopicArn', {
      value: this.events.topicArn,
      description: 'Every change of status: subscribe your own queues',
    });
    this.concerns = [
      ...speeds.flatMap((speed) => this.requests[speed].concerns),
      ...router.concerns,
      ...this.schedules.concerns,
      ...this.feedback.concerns,
      ...[...this.lanes.values()].flatMap((lanes) => lanes.concerns),
    ];
  }

  /** The variables of a function that brings something back to the requests queues. */
  get requestsQueueArns() {
    return {
      EXPRESS_REQUESTS_QUEUE_ARN: this.requests.express.queue.queueArn,
      STANDARD_REQUESTS_QUEUE_ARN: this.requests.standard.queue.queueArn,
    };
  }

  #router(settings: StageSettings, data: DataStack, defaults: FunctionDefaults) {
    const laneUrls = Object.fromEntries(
      [...this.lanes].map(([channel, { queues }]) => [
        channel,
        Object.fromEntries(speeds.map((speed) => [speed, queues[speed].queue.queueUrl])),
      ]),
    );
    const router = new NodeFunction<RouterEnv>(this, 'Router', {
      bundle: 'router',
      environment: {
        RECIPIENTS_TABLE: data.recipients.tableName,
        NOTIFICATIONS_TABLE: data.notifications.tableName,
        EVENTS_TOPIC_ARN: this.events.topicArn,
        LANE_URLS: this.toJsonString(laneUrls),
        RETRY_POLICIES: JSON.stringify(settings.retryPolicies),
        ...recipientEnvironment(settings),
        ...this.requestsQueueArns,
        ...this.schedules.environment,
        RETENTION_DAYS: String(settings.retentionDays),
      },
      defaults,
      whoIsHurt: 'What was accepted is not routed: nobody hears anything.',
    });
    grantOnItems(data.recipients, router.lambda, 'BatchGetItem');
    grantUpdateOfKeys(data.recipients, router.lambda, `${usageKeyPrefix}*`);
    grantOnItems(data.notifications, router.lambda, 'BatchGetItem', 'GetItem', 'UpdateItem');
    this.events.grantPublishOnly(router.lambda);
    this.schedules.grantCreate(router.lambda);
    for (const { queues } of this.lanes.values()) {
      for (const speed of speeds) queues[speed].queue.grant(router.lambda, 'sqs:SendMessage');
    }
    consumeQueues(router.lambda, this.requests, 'requests', settings);
    return router;
  }
}

/** One key for every topic, a dollar a month: what an AWS-managed key encrypts, SES cannot publish. */
function topicKey(scope: Construct, { isDisposable }: StageSettings): Key {
  const key = new Key(scope, 'TopicKey', {
    description: 'Herald: what is published to its topics',
    enableKeyRotation: true,
    removalPolicy: isDisposable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
  });
  // Without this they drop what they have to say, and tell nobody.
  key.addToResourcePolicy(
    new PolicyStatement({
      actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
      principals: ['ses.amazonaws.com', 'cloudwatch.amazonaws.com'].map(
        (service) => new ServicePrincipal(service),
      ),
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  );
  return key;
}

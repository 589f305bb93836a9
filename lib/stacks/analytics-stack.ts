import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { SubscriptionFilter } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { uncountedTypes } from '#functions/analytics/count-event.ts';
import type { AnalyticsEnv } from '#functions/analytics/env.ts';
import { analyticsRetryPolicies, gatheredBatchSize } from '#lib/analytics-pace.ts';
import { analyticsBundle, channelConcerns } from '#lib/constructs/channel-metrics.ts';
import type { Concern } from '#lib/constructs/concern.ts';
import { consumeQueue } from '#lib/constructs/consume-queues.ts';
import { type FunctionDefaults, NodeFunction } from '#lib/constructs/node-function.ts';
import { grantOnItems } from '#lib/constructs/table-grants.ts';
import { WorkerQueue } from '#lib/constructs/worker-queue.ts';
import { maxReceiveCounts } from '#lib/retry-policies.ts';
import type { StageSettings } from '#lib/stage-settings.ts';
import type { DataStack } from './data-stack.ts';
import type { PipelineStack } from './pipeline-stack.ts';

interface AnalyticsStackProps extends StackProps {
  readonly settings: StageSettings;
  readonly data: DataStack;
  readonly pipeline: PipelineStack;
  readonly defaults: FunctionDefaults;
}

const whoIsHurt = 'What became of notifications is missing from the numbers.';

/** Few, so that batches are large: one counts a thousand events in less than a second. */
const maxConcurrency = 2;

/** What counts: a queue that hears every event, and a function that takes them by the thousand. */
export class AnalyticsStack extends Stack {
  readonly events: WorkerQueue;
  readonly concerns: readonly Concern[];

  constructor(scope: Construct, id: string, props: AnalyticsStackProps) {
    super(scope, id, props);
    const { settings, data, pipeline, defaults } = props;
    const { analytics } = settings;
    this.events = new WorkerQueue(this, 'Analytics', {
      maxReceiveCount: maxReceiveCounts(analyticsRetryPolicies).standard,
      oldAfter: Duration.hours(6),
      whoIsHurt,
    });
    pipeline.events.addSubscription(
      new SqsSubscription(this.events.queue, {
        rawMessageDelivery: true,
        filterPolicy: { type: SubscriptionFilter.stringFilter({ denylist: [...uncountedTypes] }) },
        // What the queue refuses would be gone.
        deadLetterQueue: this.events.deadLetterQueue,
      }),
    );
    const counter = new NodeFunction<AnalyticsEnv>(this, 'Counter', {
      bundle: analyticsBundle,
      environment: {
        ANALYTICS_TABLE: data.analytics.tableName,
        ANALYTICS_QUEUE_URL: this.events.queue.queueUrl,
        ANALYTICS_KEPT_DAYS: String(analytics.keptDays),
        ANALYTICS_SHARDS: String(analytics.shards),
        ROLL_UP_AFTER_SECONDS: String(analytics.rollUpAfterSeconds),
        RETRY_POLICIES: JSON.stringify(analyticsRetryPolicies),
      },
      defaults,
      whoIsHurt,
      // It asks itself to add up later; where its batches hold such a message, Lambda would take that for a mistake.
      mayCallItself: true,
    });
    grantOnItems(data.analytics, counter.lambda, 'PutItem', 'Query');
    this.events.queue.grant(counter.lambda, 'sqs:SendMessage');
    consumeQueue(counter.lambda, this.events, {
      maxConcurrency,
      batchingWindowSeconds: analytics.gatherSeconds,
      // What is not gathered comes by the ten.
      ...(analytics.gatherSeconds === 0 ? {} : { batchSize: gatheredBatchSize }),
    });
    this.concerns = [
      ...this.events.concerns,
      ...counter.concerns,
      ...(settings.hasShareAlarms ? channelConcerns() : []),
    ];
  }
}

import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { EventHookDeliveryEnv } from '#functions/event-hooks/delivery/env.ts';
import type { EventHookFanOutEnv } from '#functions/event-hooks/fan-out/env.ts';
import type { Concern } from '#lib/constructs/concern.ts';
import { consumeQueue } from '#lib/constructs/consume-queues.ts';
import { grantReadSecret } from '#lib/constructs/grant-read-secret.ts';
import { type FunctionDefaults, NodeFunction } from '#lib/constructs/node-function.ts';
import { grantOnItems } from '#lib/constructs/table-grants.ts';
import { WorkerQueue } from '#lib/constructs/worker-queue.ts';
import { maxReceiveCounts } from '#lib/retry-policies.ts';
import type { StageSettings } from '#lib/stage-settings.ts';
import type { DataStack } from './data-stack.ts';
import type { PipelineStack } from './pipeline-stack.ts';

interface HooksStackProps extends StackProps {
  readonly settings: StageSettings;
  readonly data: DataStack;
  readonly pipeline: PipelineStack;
  readonly defaults: FunctionDefaults;
}

const whoIsHurt = "The company's own systems are not told what became of notifications.";

/** As the function's telemetry names what it counts. */
const deliveriesBundle = 'event-hook-deliveries';

/** The company's own receivers: a queue that hears every event, and one with a copy for each receiver. */
export class HooksStack extends Stack {
  /** Hears the events topic; a replay begins here as well. */
  readonly events: WorkerQueue;
  readonly concerns: readonly Concern[];
  readonly #deliveries: WorkerQueue;

  constructor(scope: Construct, id: string, props: HooksStackProps) {
    super(scope, id, props);
    const { settings, pipeline } = props;
    this.events = this.#queue('EventHooks', settings, Duration.minutes(30));
    // A receiver that is out for a day is tried for a day: its messages may grow that old.
    this.#deliveries = this.#queue('EventHookDeliveries', settings, Duration.hours(26));
    pipeline.events.addSubscription(
      new SqsSubscription(this.events.queue, {
        rawMessageDelivery: true,
        // What the queue refuses would be gone.
        deadLetterQueue: this.events.deadLetterQueue,
      }),
    );
    const fanOut = this.#fanOut(props);
    const deliverer = this.#deliverer(props);
    this.concerns = [
      ...this.events.concerns,
      ...this.#deliveries.concerns,
      ...fanOut.concerns,
      ...deliverer.concerns,
      {
        id: 'EventHookDisabled',
        metric: new Metric({
          namespace: 'Herald',
          metricName: 'webhook-disabled',
          dimensionsMap: { service: deliveriesBundle },
          statistic: 'Sum',
          period: Duration.minutes(5),
        }),
        threshold: 0,
        whoIsHurt: "One of the company's own systems is told nothing any more.",
        runbook: 'a-webhook-was-disabled',
      },
    ];
  }

  #queue(id: string, { retryPolicies }: StageSettings, oldAfter: Duration): WorkerQueue {
    const maxReceiveCount = maxReceiveCounts(retryPolicies).standard;
    return new WorkerQueue(this, id, { maxReceiveCount, oldAfter, whoIsHurt });
  }

  #fanOut({ settings, data, defaults }: HooksStackProps): NodeFunction<EventHookFanOutEnv> {
    const fanOut = new NodeFunction<EventHookFanOutEnv>(this, 'FanOut', {
      bundle: 'event-hooks',
      environment: {
        EVENT_HOOKS_TABLE: data.eventHooks.tableName,
        EVENT_HOOKS_QUEUE_URL: this.events.queue.queueUrl,
        EVENT_HOOK_DELIVERIES_QUEUE_URL: this.#deliveries.queue.queueUrl,
        RETRY_POLICIES: JSON.stringify(settings.retryPolicies),
      },
      defaults,
      whoIsHurt,
      // A long replay queues its next step here; Lambda would take it for a mistake after 16 of them.
      mayCallItself: true,
    });
    grantOnItems(data.eventHooks, fanOut.lambda, 'GetItem', 'PutItem', 'Query');
    for (const { queue } of [this.events, this.#deliveries]) {
      queue.grant(fanOut.lambda, 'sqs:SendMessage');
    }
    consumeQueue(fanOut.lambda, this.events, paceOf(settings));
    return fanOut;
  }

  #deliverer({ settings, data, defaults }: HooksStackProps): NodeFunction<EventHookDeliveryEnv> {
    const deliverer = new NodeFunction<EventHookDeliveryEnv>(this, 'Deliverer', {
      bundle: deliveriesBundle,
      environment: {
        EVENT_HOOKS_TABLE: data.eventHooks.tableName,
        WEBHOOK_SECRET_ARN: data.webhookSecret.secretArn,
        WEBHOOK_ALLOW_LOOPBACK: String(settings.webhooks.allowLoopback),
        RETRY_POLICIES: JSON.stringify(settings.retryPolicies),
      },
      defaults,
      whoIsHurt,
    });
    grantOnItems(data.eventHooks, deliverer.lambda, 'GetItem', 'UpdateItem', 'Query');
    grantReadSecret(data.webhookSecret, deliverer.lambda);
    consumeQueue(deliverer.lambda, this.#deliveries, paceOf(settings));
    return deliverer;
  }
}

function paceOf({ concurrency, batchingWindowSeconds }: StageSettings) {
  return {
    maxConcurrency: concurrency.lane.standard,
    batchingWindowSeconds: batchingWindowSeconds.standard,
  };
}

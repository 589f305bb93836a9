import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
} from 'aws-cdk-lib/aws-cloudwatch';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { speeds } from '#core/priority.ts';
import { ofEveryChannel } from '#lib/constructs/channel-metrics.ts';
import type { Concern } from '#lib/constructs/concern.ts';
import { dutyAlarm } from '#lib/constructs/duty-alarm.ts';
import { EncryptedTopic } from '#lib/constructs/encrypted-topic.ts';
import type { StageSettings } from '#lib/stage-settings.ts';
import type { AnalyticsStack } from './analytics-stack.ts';
import type { ApiStack } from './api-stack.ts';
import type { HooksStack } from './hooks-stack.ts';
import type { PipelineStack } from './pipeline-stack.ts';
import type { PublicStack } from './public-stack.ts';

interface OperationsStackProps extends StackProps {
  readonly settings: StageSettings;
  readonly pipeline: PipelineStack;
  readonly hooks: HooksStack;
  readonly analytics: AnalyticsStack;
  readonly api: ApiStack;
  readonly links: PublicStack;
}

/** What the people on duty look at: every concern as an alarm, and one dashboard. */
export class OperationsStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    { settings, pipeline, hooks, analytics, api, links, ...props }: OperationsStackProps,
  ) {
    super(scope, id, props);
    const topic = new EncryptedTopic(this, 'Alarms', pipeline.topicKey);
    if (settings.alarmEmail !== undefined) {
      topic.addSubscription(new EmailSubscription(settings.alarmEmail));
    }
    const concerns: readonly Concern[] = [
      ...pipeline.concerns,
      ...hooks.concerns,
      ...analytics.concerns,
      ...api.concerns,
      ...links.concerns,
    ];
    const alarms = concerns.map((concern) => dutyAlarm(this, concern, topic));

    const dashboard = new Dashboard(this, 'Dashboard', { defaultInterval: Duration.days(1) });
    dashboard.addWidgets(new AlarmStatusWidget({ alarms, width: 24, title: 'Alarms' }));
    const graph = (title: string, left: IMetric[]) => new GraphWidget({ title, left, width: 12 });
    const queues = [pipeline.requests, ...[...pipeline.lanes.values()].map((lane) => lane.queues)];
    const all = queues.flatMap((pair) => speeds.map((speed) => pair[speed].queue));
    dashboard.addWidgets(
      graph('Calls', [
        api.api.metricCount(),
        api.api.metricClientError(),
        api.api.metricServerError(),
      ]),
      graph('Links opened', [
        links.api.metricCount(),
        links.api.metricClientError(),
        links.api.metricServerError(),
      ]),
      graph('Latency of the API', [api.api.metricLatency({ statistic: 'p99' })]),
      graph(
        'Oldest message',
        all.map((queue) => queue.metricApproximateAgeOfOldestMessage()),
      ),
      graph(
        'Messages waiting',
        all.map((queue) => queue.metricApproximateNumberOfMessagesVisible()),
      ),
    );
    // What became of messages, as the analytics function tells it minute by minute.
    const p99 = { statistic: 'p99' };
    dashboard.addWidgets(
      graph('Sent', ofEveryChannel('sent')),
      graph('Delivered', ofEveryChannel('delivered')),
      graph('Failed, or bounced', [...ofEveryChannel('failed'), ...ofEveryChannel('bounced')]),
      graph('Expired, or skipped', [...ofEveryChannel('expired'), ...ofEveryChannel('skipped')]),
      graph('Complained of, or unsubscribed', [
        ...ofEveryChannel('complained'),
        ...ofEveryChannel('unsubscribed'),
      ]),
      graph('Opened, clicked, read', [
        ...ofEveryChannel('opened'),
        ...ofEveryChannel('clicked'),
        ...ofEveryChannel('read'),
      ]),
      graph('From due to sent, p99', ofEveryChannel('toSent', p99)),
      graph('From sent to delivered, p99', ofEveryChannel('toDelivered', p99)),
    );
    new CfnOutput(this, 'AlarmTopicArn', {
      value: topic.topicArn,
      description: 'Subscribe the people on duty',
    });
  }
}

import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Speed } from '#core/priority.ts';
import type { Channel } from '#functions/channels/channel.ts';
import type { BuildChannel, ChannelContext } from '#functions/channels/infrastructure.ts';
import type { DeliveryEnv } from '#functions/delivery/env.ts';
import { lanePace } from '#lib/lane-pace.ts';
import { providerRetryPolicies } from '#lib/retry-policies.ts';
import type { Concern } from './concern.ts';
import { consumeQueues } from './consume-queues.ts';
import { type FunctionDefaults, NodeFunction } from './node-function.ts';
import { speedQueues } from './speed-queues.ts';
import type { WorkerQueue } from './worker-queue.ts';

interface ChannelLanesProps {
  readonly channel: Channel;
  readonly build: BuildChannel;
  readonly context: ChannelContext;
  readonly environment: DeliveryEnv;
  readonly defaults: FunctionDefaults;
}

/** A channel's two lanes: queues with their DLQs, and the one function that sends what lies in them. */
export class ChannelLanes extends Construct {
  readonly queues: Readonly<Record<Speed, WorkerQueue>>;
  readonly sender: NodeFunction<DeliveryEnv>;
  /** Who carries its messages, in the order in which they are tried. */
  readonly providers: readonly string[];
  readonly concerns: readonly Concern[];

  constructor(scope: Construct, id: string, props: ChannelLanesProps) {
    super(scope, id);
    const { channel, build, context, environment, defaults } = props;
    const whoIsHurt = `People do not get what they should by ${channel.name}.`;
    const retries = providerRetryPolicies(context.settings, channel.name);
    this.queues = speedQueues(this, id, whoIsHurt, context.settings, retries);
    const infrastructure = build(this, context);
    this.providers = infrastructure.providers.map(({ name }) => name);
    const bundle = `channel-${channel.slug}` as const;
    const pace = lanePace(context.settings, channel.name);
    this.sender = new NodeFunction<DeliveryEnv>(this, `${id}Sender`, {
      bundle,
      environment: {
        ...environment,
        ...(Object.keys(retries).length === 0
          ? {}
          : { PROVIDER_RETRY_POLICIES: JSON.stringify(retries) }),
        ...(pace === undefined ? {} : { SEND_INTERVAL_MS: String(pace.intervalMs) }),
        ...infrastructure.environment,
      },
      defaults,
      whoIsHurt,
    });
    infrastructure.grantSend(this.sender.lambda);
    consumeQueues(this.sender.lambda, this.queues, 'lane', context.settings, pace);
    this.concerns = [
      ...this.queues.express.concerns,
      ...this.queues.standard.concerns,
      ...this.sender.concerns,
      ...(infrastructure.providers.some(({ isShared }) => isShared)
        ? [providersOut(id, bundle, whoIsHurt)]
        : []),
    ];
  }
}

/** That messages wait because no provider of a channel can be called. */
const providersOut = (id: string, service: string, whoIsHurt: string): Concern => ({
  id: `${id}ProvidersOut`,
  metric: new Metric({
    namespace: 'Herald',
    metricName: 'delivery-waits-for-provider',
    dimensionsMap: { service },
    statistic: 'Sum',
    period: Duration.minutes(5),
  }),
  threshold: 0,
  whoIsHurt,
  runbook: 'a-provider-is-out',
});

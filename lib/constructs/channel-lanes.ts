import { Construct } from 'constructs';
import type { Speed } from '#core/priority.ts';
import type { Channel } from '#functions/channels/channel.ts';
import type { BuildChannel, ChannelContext } from '#functions/channels/infrastructure.ts';
import type { DeliveryEnv } from '#functions/delivery/env.ts';
import { lanePace } from '#lib/lane-pace.ts';
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
  readonly concerns: readonly Concern[];

  constructor(scope: Construct, id: string, props: ChannelLanesProps) {
    super(scope, id);
    const { channel, build, context, environment, defaults } = props;
    const whoIsHurt = `People do not get what they should by ${channel.name}.`;
    this.queues = speedQueues(this, id, whoIsHurt, context.settings);
    const infrastructure = build(this, context);
    const pace = lanePace(context.settings, channel.name);
    this.sender = new NodeFunction<DeliveryEnv>(this, `${id}Sender`, {
      bundle: `channel-${channel.slug}`,
      environment: {
        ...environment,
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
    ];
  }
}

import type { Random } from '../random.ts';
import type { QueueSetting } from '../settings.ts';
import type { VirtualClock } from '../time/virtual-clock.ts';
import type { Faults } from '../weather/faults.ts';
import { connectEventSource } from './event-source.ts';
import type { Functions } from './functions.ts';
import { createGateway, type Gateway } from './gateway.ts';
import { createLambda } from './lambda.ts';
import type { Queue } from './queues.ts';
import type { Wire } from './wire.ts';

/** The product's functions as they stand in the cloud, behind their queues and the API. */
export interface Deployment {
  readonly gateway: Gateway;
  /** How many runs there were so far. */
  invocations(): number;
}

interface DeploymentOptions {
  readonly clock: VirtualClock;
  readonly wire: Wire;
  readonly random: Random;
  readonly faults: Faults;
  readonly functions: Functions;
  readonly settings: readonly QueueSetting[];
  /** One for each setting. */
  readonly queues: readonly Queue[];
  /** A function gave a message back, and did not say when it is to come again. */
  readonly onForgottenVisibility: (queue: Queue) => void;
}

export const deploy = (options: DeploymentOptions): Deployment => {
  const { clock, wire, random, faults, functions, settings, queues } = options;
  let invocations = 0;
  const lambdaOptions = {
    clock,
    wire,
    random: random.fork('lambda'),
    nextInvocationId: () => {
      invocations += 1;
      return invocations;
    },
  };
  const pollRandom = random.fork('polls');
  for (const [position, { consumer, batchSize, batchingWindowMs }] of settings.entries()) {
    const queue = queues[position];
    const coldStart = functions.consumers[consumer];
    if (queue === undefined) continue;
    if (coldStart === undefined) throw new Error(`Nobody has simulated the lane of ${consumer}`);
    connectEventSource({
      queue,
      lambda: createLambda({ ...lambdaOptions, name: queue.name, coldStart }),
      clock,
      random: pollRandom,
      batchSize,
      batchingWindowMs,
      onForgottenVisibility: options.onForgottenVisibility,
    });
  }
  const http = (name: 'ingress' | 'api' | 'users' | 'public' | 'event-hooks-api') =>
    createLambda({ ...lambdaOptions, name, coldStart: functions[name] });
  const gateway = createGateway({
    clock,
    faults,
    ingress: http('ingress'),
    api: http('api'),
    users: http('users'),
    pages: http('public'),
    hooks: http('event-hooks-api'),
  });
  return { gateway, invocations: () => invocations };
};

import type { Construct } from 'constructs';
import type { EventHooksApiEnv } from '#functions/event-hooks/api/env.ts';
import type { DataStack } from '#lib/stacks/data-stack.ts';
import type { HooksStack } from '#lib/stacks/hooks-stack.ts';
import type { StageSettings } from '#lib/stage-settings.ts';
import { grantReadSecret } from './grant-read-secret.ts';
import { type FunctionDefaults, NodeFunction } from './node-function.ts';
import { grantOnItems } from './table-grants.ts';

interface EventHooksApiProps {
  readonly settings: StageSettings;
  readonly data: DataStack;
  readonly hooks: HooksStack;
  readonly defaults: FunctionDefaults;
}

/** The function behind /webhooks. */
export const eventHooksApi = (
  scope: Construct,
  { settings, data, hooks, defaults }: EventHooksApiProps,
): NodeFunction<EventHooksApiEnv> => {
  const api = new NodeFunction<EventHooksApiEnv>(scope, 'EventHooksApi', {
    bundle: 'event-hooks-api',
    environment: {
      EVENT_HOOKS_TABLE: data.eventHooks.tableName,
      EVENT_HOOKS_QUEUE_URL: hooks.events.queue.queueUrl,
      WEBHOOK_SECRET_ARN: data.webhookSecret.secretArn,
      WEBHOOK_ALLOW_LOOPBACK: String(settings.webhooks.allowLoopback),
    },
    defaults,
    whoIsHurt: "Nobody can say which of the company's own systems are told of events.",
  });
  const { lambda } = api;
  grantOnItems(data.eventHooks, lambda, 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query');
  grantReadSecret(data.webhookSecret, lambda);
  hooks.events.queue.grant(lambda, 'sqs:SendMessage');
  return api;
};

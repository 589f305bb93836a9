import { createDeliveryLog } from '#functions/event-hooks/delivery-log.ts';
import { createHooksTable } from '#functions/event-hooks/hooks-table.ts';
import { createPostEvent } from '#functions/event-hooks/post-event.ts';
import { createDynamo, createSecretsManager, createSqs } from '#platform/clients.ts';
import { httpService } from '#platform/http-handler.ts';
import { sendToQueues } from '#platform/queue-sender.ts';
import { createReadSecret } from '#platform/read-secret.ts';
import type { Route } from '#platform/route.ts';
import { type DeliveryRoutesDeps, deliveryRoutes } from './delivery-routes.ts';
import { EventHooksApiEnv } from './env.ts';
import { type HookRoutesDeps, hookRoutes } from './hook-routes.ts';
import { type SecretRoutesDeps, secretRoutes } from './secret-routes.ts';

type EventHooksDeps = HookRoutesDeps & SecretRoutesDeps & DeliveryRoutesDeps;

/** Every route under /webhooks. */
export const eventHookRoutes: readonly Route<EventHooksDeps>[] = [
  ...hookRoutes,
  ...secretRoutes,
  ...deliveryRoutes,
];

/** The function behind everything under /webhooks. */
export const eventHooksService = httpService({
  env: EventHooksApiEnv,
  clients: () => ({ dynamo: createDynamo(), secrets: createSecretsManager(), sqs: createSqs() }),
  build: (env, { dynamo, secrets, sqs }, runtime): EventHooksDeps => {
    const readMasterSecret = createReadSecret(secrets, env.WEBHOOK_SECRET_ARN, runtime.now);
    const allowLoopback = env.WEBHOOK_ALLOW_LOOPBACK;
    return {
      hooks: createHooksTable(dynamo, env.EVENT_HOOKS_TABLE),
      log: createDeliveryLog(dynamo, env.EVENT_HOOKS_TABLE),
      post: createPostEvent({ readMasterSecret, allowLoopback, now: runtime.now }),
      readMasterSecret,
      allowLoopback,
      queueReplay: async (message, delaySeconds) => {
        const body = JSON.stringify(message);
        const outgoing = { queueUrl: env.EVENT_HOOKS_QUEUE_URL, body, delaySeconds };
        return (await sendToQueues(sqs, [outgoing], runtime)).length === 0;
      },
      now: runtime.now,
      randomBytes: runtime.randomBytes,
    };
  },
  routes: eventHookRoutes,
});

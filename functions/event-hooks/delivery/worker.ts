import { createDeliveryLog } from '#functions/event-hooks/delivery-log.ts';
import { HookDeliveryMessage } from '#functions/event-hooks/hook-messages.ts';
import { createHooksTable } from '#functions/event-hooks/hooks-table.ts';
import { keepHooks } from '#functions/event-hooks/kept-hooks.ts';
import { createPostEvent } from '#functions/event-hooks/post-event.ts';
import { realHttp, type WebhookHttp } from '#functions/webhooks/post-signed.ts';
import { createDynamo, createSecretsManager } from '#platform/clients.ts';
import { queueWorker } from '#platform/queue-worker.ts';
import { createReadSecret } from '#platform/read-secret.ts';
import { type DeliverEventDeps, deliverEvents } from './deliver-event.ts';
import { EventHookDeliveryEnv } from './env.ts';

/** The worker of the queue that holds one message for each event and receiver; the fault simulation posts by a wire of its own. */
export const createEventHookDeliveryWorker = (http: WebhookHttp) =>
  queueWorker({
    env: EventHookDeliveryEnv,
    message: HookDeliveryMessage,
    clients: () => ({ dynamo: createDynamo(), secrets: createSecretsManager() }),
    build: (env, { dynamo, secrets }, { now, random }): DeliverEventDeps => {
      const hooks = createHooksTable(dynamo, env.EVENT_HOOKS_TABLE);
      return {
        hooks,
        kept: keepHooks(hooks, now),
        log: createDeliveryLog(dynamo, env.EVENT_HOOKS_TABLE),
        post: createPostEvent({
          readMasterSecret: createReadSecret(secrets, env.WEBHOOK_SECRET_ARN, now),
          allowLoopback: env.WEBHOOK_ALLOW_LOOPBACK,
          now,
          http,
        }),
        policy: env.RETRY_POLICIES.standard,
        now,
        random,
      };
    },
    speedOf: () => 'standard',
    handle: deliverEvents,
    // The list of deliveries says RETRYING as long as it may be redriven; the DLQ's alarm tells of it.
    park: async () => {},
  });

export const eventHookDeliveryWorker = createEventHookDeliveryWorker(realHttp);

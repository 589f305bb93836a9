import { createEventLog } from '#functions/event-hooks/event-log.ts';
import { FanOutMessage } from '#functions/event-hooks/hook-messages.ts';
import { createHooksTable } from '#functions/event-hooks/hooks-table.ts';
import { keepHooks } from '#functions/event-hooks/kept-hooks.ts';
import { createDynamo, createSqs } from '#platform/clients.ts';
import { sendToQueues } from '#platform/queue-sender.ts';
import { queueWorker } from '#platform/queue-worker.ts';
import { EventHookFanOutEnv } from './env.ts';
import { type FanOutDeps, fanOut } from './fan-out.ts';
import { toDeliveries } from './to-deliveries.ts';

/** The worker of the queue that hears the events topic. */
export const eventHookFanOutWorker = queueWorker({
  env: EventHookFanOutEnv,
  message: FanOutMessage,
  clients: () => ({ dynamo: createDynamo(), sqs: createSqs() }),
  build: (env, { dynamo, sqs }, runtime): FanOutDeps => {
    const hooks = createHooksTable(dynamo, env.EVENT_HOOKS_TABLE);
    return {
      hooks,
      kept: keepHooks(hooks, runtime.now),
      log: createEventLog(dynamo, env.EVENT_HOOKS_TABLE),
      queueDeliveries: async (messages) => {
        const outgoing = toDeliveries(messages, env.EVENT_HOOK_DELIVERIES_QUEUE_URL);
        const failed = await sendToQueues(sqs, outgoing, runtime);
        return failed.map(({ message }) => message);
      },
      queueReplay: async (message) => {
        const next = { queueUrl: env.EVENT_HOOKS_QUEUE_URL, body: JSON.stringify(message) };
        const failed = await sendToQueues(sqs, [next], runtime);
        if (failed.length > 0) throw new Error('the next step of a replay could not be queued');
      },
      now: runtime.now,
    };
  },
  speedOf: () => 'standard',
  handle: fanOut,
  // The events' own deliveries are not concerned; the DLQ's alarm tells of what receivers do not hear.
  park: async () => {},
});

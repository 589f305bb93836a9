import { createDynamo, createSqs } from '#platform/clients.ts';
import type { EmitCounts } from '#platform/emit-counts.ts';
import { sendToQueues } from '#platform/queue-sender.ts';
import { queueWorker } from '#platform/queue-worker.ts';
import { AnalyticsMessage } from './analytics-message.ts';
import { createAnalyticsTable } from './analytics-table.ts';
import { createAskForRollUps } from './ask-for-roll-ups.ts';
import { type CountEventsDeps, countEvents } from './count-events.ts';
import { AnalyticsEnv } from './env.ts';

/** The worker of the queue that hears the events topic in order to count. */
export const createAnalyticsWorker = (emit: EmitCounts) =>
  queueWorker({
    env: AnalyticsEnv,
    message: AnalyticsMessage,
    clients: () => ({ dynamo: createDynamo(), sqs: createSqs() }),
    build: (env, { dynamo, sqs }, runtime): CountEventsDeps => ({
      table: createAnalyticsTable(dynamo, env.ANALYTICS_TABLE, env.ANALYTICS_KEPT_DAYS),
      rollUps: createAskForRollUps({
        queue: async (delayed) => {
          const outgoing = delayed.map((one) => ({
            queueUrl: env.ANALYTICS_QUEUE_URL,
            body: JSON.stringify(one.message),
            delaySeconds: one.delaySeconds,
            one,
          }));
          const failed = await sendToQueues(sqs, outgoing, runtime);
          return failed.map(({ one }) => one);
        },
        afterSeconds: env.ROLL_UP_AFTER_SECONDS,
        now: runtime.now,
      }),
      emit,
      shards: env.ANALYTICS_SHARDS,
      now: runtime.now,
    }),
    speedOf: () => 'standard',
    // There are more events than anything else; a line for each would cost more than counting them.
    logsEachMessage: false,
    handle: countEvents,
    // Nobody waits for a count; the DLQ's alarm tells of what was not counted.
    park: async () => {},
  });

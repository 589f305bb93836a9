import { deliveryWorker } from '#functions/delivery/worker.ts';
import { createInboxTable } from '#platform/inbox-table.ts';
import { inApp } from './channel.ts';
import { InAppEnv } from './env.ts';
import { createSendInApp } from './send-in-app.ts';

/** The in-app lanes' worker. */
export const inAppWorker = deliveryWorker({
  channel: inApp,
  env: InAppEnv,
  clients: () => ({}),
  createProviders: (env, { dynamo }) => [
    {
      name: 'INBOX',
      send: createSendInApp(createInboxTable(dynamo, env.INBOX_TABLE), env.RETENTION_DAYS),
      feedbackWithinSeconds: 0,
      // The table that it is in stands beside the one that would say so.
      isShared: false,
    },
  ],
});

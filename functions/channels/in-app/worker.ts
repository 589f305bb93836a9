import { deliveryWorker } from '#functions/delivery/worker.ts';
import { createInboxTable } from '#platform/inbox-table.ts';
import { InAppEnv } from './env.ts';
import { createSendInApp } from './send-in-app.ts';

/** The in-app lanes' worker. */
export const inAppWorker = deliveryWorker({
  env: InAppEnv,
  clients: () => ({}),
  createSend: (env, { dynamo }) =>
    createSendInApp(createInboxTable(dynamo, env.INBOX_TABLE), env.RETENTION_DAYS),
});

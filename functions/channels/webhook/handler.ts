import { queueHandler } from '#platform/queue-handler.ts';
import { webhookWorker } from './worker.ts';

/** The webhook lanes' function. */
export const handler = queueHandler(webhookWorker);

import { queueHandler } from '#platform/queue-handler.ts';
import { pushWorker } from './worker.ts';

/** The push lanes' function. */
export const handler = queueHandler(pushWorker);

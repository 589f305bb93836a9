import { queueHandler } from '#platform/queue-handler.ts';
import { inAppWorker } from './worker.ts';

/** The in-app lanes' function. */
export const handler = queueHandler(inAppWorker);

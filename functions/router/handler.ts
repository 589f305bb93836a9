import { queueHandler } from '#platform/queue-handler.ts';
import { routerWorker } from './worker.ts';

/** The router function. */
export const handler = queueHandler(routerWorker);

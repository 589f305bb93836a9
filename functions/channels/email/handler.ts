import { queueHandler } from '#platform/queue-handler.ts';
import { emailWorker } from './worker.ts';

/** The email lanes' function. */
export const handler = queueHandler(emailWorker);

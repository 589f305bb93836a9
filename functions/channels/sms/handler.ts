import { queueHandler } from '#platform/queue-handler.ts';
import { smsWorker } from './worker.ts';

/** The SMS lanes' function. */
export const handler = queueHandler(smsWorker);

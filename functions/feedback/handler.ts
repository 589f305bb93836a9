import { queueHandler } from '#platform/queue-handler.ts';
import { feedbackWorker } from './worker.ts';

/** The feedback queue's function. */
export const handler = queueHandler(feedbackWorker);

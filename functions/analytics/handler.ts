import { emitCounts } from '#platform/emit-counts.ts';
import { queueHandler } from '#platform/queue-handler.ts';
import { createAnalyticsWorker } from './worker.ts';

/** The function that counts what was published. */
export const handler = queueHandler(createAnalyticsWorker(emitCounts));

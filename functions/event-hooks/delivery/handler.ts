import { queueHandler } from '#platform/queue-handler.ts';
import { eventHookDeliveryWorker } from './worker.ts';

/** The function that posts events. */
export const handler = queueHandler(eventHookDeliveryWorker);

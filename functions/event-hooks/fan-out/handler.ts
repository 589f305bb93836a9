import { queueHandler } from '#platform/queue-handler.ts';
import { eventHookFanOutWorker } from './worker.ts';

/** The function that gives each receiver its own copy of an event. */
export const handler = queueHandler(eventHookFanOutWorker);

import { httpHandler } from '#platform/http-handler.ts';
import { eventHooksService } from './service.ts';

/** The function behind /webhooks. */
export const handler = httpHandler(eventHooksService);

import { httpHandler } from '#platform/http-handler.ts';
import { simulateService } from './service.ts';

/** The simulate function. */
export const handler = httpHandler(simulateService);

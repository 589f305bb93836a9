import { httpHandler } from '#platform/http-handler.ts';
import { analyticsService } from './service.ts';

/** The function behind /analytics. */
export const handler = httpHandler(analyticsService);

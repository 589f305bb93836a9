import { httpHandler } from '#platform/http-handler.ts';
import { apiService } from './service.ts';

/** The api function. */
export const handler = httpHandler(apiService);

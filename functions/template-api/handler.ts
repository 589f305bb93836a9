import { httpHandler } from '#platform/http-handler.ts';
import { templateService } from './service.ts';

/** The function behind /templates. */
export const handler = httpHandler(templateService);

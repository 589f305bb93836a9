import { httpHandler } from '#platform/http-handler.ts';
import { publicService } from './service.ts';

/** The public function. */
export const handler = httpHandler(publicService);

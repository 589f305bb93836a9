import { httpHandler } from '#platform/http-handler.ts';
import { usersService } from './service.ts';

/** The users function. */
export const handler = httpHandler(usersService);

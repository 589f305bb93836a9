import { httpHandler } from '#platform/http-handler.ts';
import { ingressService } from './service.ts';

/** The ingress function. */
export const handler = httpHandler(ingressService);

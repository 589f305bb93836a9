import * as z from 'zod';
import { invalid } from '#platform/invalid.ts';
import { maxUrlLength, parseWebhookUrl } from './parse-webhook-url.ts';

/** Where a system is told; which URLs are taken is for the stage to say. */
export const WebhookUrl = z.string().max(maxUrlLength).meta({
  format: 'uri',
  description: 'An https URL on the public internet, told by Standard Webhooks.',
});

/** A URL as it is kept, or the problem with it, which stands at a pointer. */
export const checkWebhookUrl = (text: string, allowLoopback: boolean, pointer: string): string => {
  const check = parseWebhookUrl(text, allowLoopback);
  if (check.kind === 'valid') return check.url.href;
  throw invalid([{ pointer, code: 'INVALID_VALUE', detail: check.detail }]);
};

import * as z from 'zod';
import { maxUrlLength, parseWebhookUrl } from '#functions/webhooks/parse-webhook-url.ts';
import { invalid } from '#platform/invalid.ts';

/** Where a user's own system is told; which URLs are taken is for the stage to say. */
export const WebhookUrl = z.string().max(maxUrlLength).meta({
  format: 'uri',
  description: 'An https URL on the public internet, told by Standard Webhooks.',
});

/** A webhookUrl as it is kept, or the problem with it. */
export const checkWebhookUrl = (text: string, allowLoopback: boolean): string => {
  const check = parseWebhookUrl(text, allowLoopback);
  if (check.kind === 'valid') return check.url.href;
  throw invalid([{ pointer: '/webhookUrl', code: 'INVALID_VALUE', detail: check.detail }]);
};

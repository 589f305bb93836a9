import type { Answer } from '#functions/webhooks/post-once.ts';
import type { WiredService } from '../cloud/wire.ts';
import { createProvider, type ProviderContext, rejectedAs } from './provider.ts';

/** One POST to somebody's own server. */
export class WebhookCall {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;

  constructor({ url, headers, body }: Pick<WebhookCall, 'url' | 'headers' | 'body'>) {
    this.url = url;
    this.headers = headers;
    this.body = body;
  }
}

/** A receiver that wants no more of it. */
const rejectedPath = /\/gone\//;

/** The receivers of webhooks: each answers for itself. */
export const createWebhookProvider = (context: ProviderContext): WiredService =>
  createProvider({
    ...context,
    name: 'webhook',
    refusals: [
      ['TooManyRequests', 429],
      ['InternalServerError', 500],
      ['ServiceUnavailable', 503],
    ],
    read: (command) =>
      command instanceof WebhookCall
        ? {
            deliveryId: command.headers['webhook-id'] ?? '',
            address: command.url.href,
            text: command.body,
          }
        : undefined,
    rejection: ({ address }) => (rejectedPath.test(address) ? rejectedAs('Gone', 410) : undefined),
    messageIdOf: ({ deliveryId }) => deliveryId,
    answer: (): Answer => ({ status: 204 }),
  });

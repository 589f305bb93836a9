import { timing } from '#core/timing.ts';
import { type Network, publicInternet } from '#functions/webhooks/connect-to.ts';
import { errorName } from '#functions/webhooks/error-name.ts';
import { parseWebhookUrl } from '#functions/webhooks/parse-webhook-url.ts';
import { postSigned, realHttp, type WebhookHttp } from '#functions/webhooks/post-signed.ts';
import { retryAfterSeconds } from '#functions/webhooks/retry-after.ts';
import { type CloudEvent, cloudEventsMediaType, messageIdOf } from './cloud-event.ts';
import type { EventHook } from './event-hook.ts';
import { hookSecrets } from './hook-secret.ts';

/** What a receiver said to an event; where it did not answer, it may have it all the same. */
export type PostResult =
  | { readonly kind: 'taken'; readonly responseStatus: number }
  | {
      readonly kind: 'refused';
      readonly responseStatus: number;
      readonly retryAfterSeconds?: number;
    }
  | { readonly kind: 'unanswered'; readonly error: string };

/** Posts an event to a receiver, once. */
export type PostEvent = (hook: EventHook, event: CloudEvent) => Promise<PostResult>;

interface PostEventDeps {
  /** The secret that every receiver's own is derived from. */
  readonly readMasterSecret: () => Promise<string>;
  readonly allowLoopback: boolean;
  readonly now: () => number;
  readonly timeoutMs?: number;
  readonly network?: Network;
  readonly http?: WebhookHttp;
}

/**
 * Posts as CloudEvents say, signed by Standard Webhooks: whatever is not a 2xx was not taken.
 *
 * @throws where the master secret cannot be read: that is not the receiver's fault.
 */
export const createPostEvent =
  (deps: PostEventDeps): PostEvent =>
  async (hook, event) => {
    const { network = publicInternet, http = realHttp, now } = deps;
    const secrets = hookSecrets(await deps.readMasterSecret(), hook, now());
    // The stage may have changed its mind since the receiver was made.
    const check = parseWebhookUrl(hook.url, deps.allowLoopback);
    if (check.kind === 'invalid') return unanswered('INVALID_URL');
    const signal = AbortSignal.timeout(deps.timeoutMs ?? timing.providerTimeoutMs);
    const body = JSON.stringify(event);
    const post = { url: check.url, id: messageIdOf(event), contentType: cloudEventsMediaType };
    try {
      const posted = await postSigned({ ...post, body, secrets }, { now, network, http, signal });
      if (posted.kind === 'unanswered') return unanswered(errorName(posted.error));
      const { status: responseStatus, retryAfter } = posted.answer;
      if (responseStatus >= 200 && responseStatus < 300) return { kind: 'taken', responseStatus };
      const seconds = retryAfterSeconds(retryAfter, now());
      return {
        kind: 'refused',
        responseStatus,
        ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }),
      };
    } catch (error) {
      return unanswered(errorName(error));
    }
  };

function unanswered(error: string): PostResult {
  return { kind: 'unanswered', error };
}

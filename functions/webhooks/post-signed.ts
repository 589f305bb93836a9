import { connectTo, type Network } from './connect-to.ts';
import { type Answer, postOnce } from './post-once.ts';
import { signWebhook } from './sign-webhook.ts';

/** How a request goes out. */
export interface WebhookHttp {
  readonly connect: typeof connectTo;
  readonly post: typeof postOnce;
}

/** Sockets of this machine. */
export const realHttp: WebhookHttp = { connect: connectTo, post: postOnce };

/** What is posted, and where; the URL is one that parseWebhookUrl takes. */
interface SignedPost {
  readonly url: URL;
  /** Always the same for the same content, so that its receiver can drop repeats. */
  readonly id: string;
  readonly contentType: string;
  readonly body: string;
  /** The newest first. */
  readonly secrets: readonly string[];
}

interface PostSignedDeps {
  readonly now: () => number;
  readonly network: Network;
  readonly http: WebhookHttp;
  readonly signal: AbortSignal;
}

/** What came of a request that was under way; where nobody answered, its receiver may have it. */
export type Posted =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'unanswered'; readonly error: unknown };

/**
 * Posts once, signed by Standard Webhooks, with no redirect followed.
 *
 * @throws whatever kept it from connecting; nothing was sent then.
 */
export const postSigned = async (
  { url, id, contentType, body, secrets }: SignedPost,
  { now, network, http, signal }: PostSignedDeps,
): Promise<Posted> => {
  const socket = await http.connect(url, network, signal);
  const headers = {
    'content-type': contentType,
    'user-agent': 'Herald',
    ...signWebhook({ id, at: now(), body }, secrets),
  };
  return http.post({ socket, url, headers, body, signal }).then(
    (answer) => ({ kind: 'answered', answer }) as const,
    (error: unknown) => ({ kind: 'unanswered', error }) as const,
  );
};

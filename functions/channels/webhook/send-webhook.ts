import { isoTime } from '#core/instant.ts';
import type { Profile } from '#core/recipient.ts';
import { timing } from '#core/timing.ts';
import type { Outcome, Send, Sending } from '#functions/channels/channel.ts';
import { type Network, publicInternet } from '#functions/webhooks/connect-to.ts';
import { parseWebhookUrl } from '#functions/webhooks/parse-webhook-url.ts';
import { postSigned, realHttp, type WebhookHttp } from '#functions/webhooks/post-signed.ts';
import { deriveWebhookSecret, signingVersions } from '#functions/webhooks/webhook-secret.ts';
import { answerOutcome, unansweredOutcome, unsentOutcome } from './webhook-outcome.ts';

interface SendWebhookDeps {
  readonly findProfile: (userId: string) => Promise<Profile | undefined>;
  /** The secret that every user's own is derived from. */
  readonly readMasterSecret: () => Promise<string>;
  readonly allowLoopback: boolean;
  readonly now: () => number;
  readonly timeoutMs?: number;
  readonly network?: Network;
  readonly http?: WebhookHttp;
}

/** Bytes of a request's body. */
const maxBodyBytes = 256 * 1024;

/** Posts to a user's own URL, signed by Standard Webhooks: the same delivery has always the same id. */
export const createSendWebhook =
  (deps: SendWebhookDeps): Send =>
  async (sending): Promise<Outcome> => {
    const { network = publicInternet, http = realHttp } = deps;
    const { timeoutMs = timing.providerTimeoutMs } = deps;
    const signal = AbortSignal.timeout(timeoutMs);
    const { address, deliveryId } = sending;
    const check = parseWebhookUrl(address, deps.allowLoopback);
    if (check.kind === 'invalid') return invalidAddress(check.detail);
    const body = bodyOf(sending);
    const bytes = Buffer.byteLength(body);
    if (bytes > maxBodyBytes) {
      return { kind: 'rejected', reason: 'CONTENT_TOO_LARGE', detail: `${bytes} bytes` };
    }
    try {
      const secrets = await secretsOf(sending, deps);
      if (secrets === undefined) return invalidAddress('The user has another webhookUrl by now.');
      // Secret and profile were read since the last look at the time.
      if (sending.expiresAt <= deps.now()) return { kind: 'expired' };
      const posted = await postSigned(
        { url: check.url, id: deliveryId, contentType: 'application/json', body, secrets },
        { now: deps.now, network, http, signal },
      );
      return posted.kind === 'answered'
        ? answerOutcome(posted.answer, sent(deliveryId), deps.now())
        : unansweredOutcome(posted.error);
    } catch (error) {
      return unsentOutcome(error);
    }
  };

/** The secrets to sign by; undefined where the user has left that URL since. */
async function secretsOf({ userId, address }: Sending, deps: SendWebhookDeps) {
  const [master, profile] = await Promise.all([
    deps.readMasterSecret(),
    userId === undefined ? undefined : deps.findProfile(userId),
  ]);
  if (profile?.webhookUrl !== address) return undefined;
  return signingVersions(profile.webhookSecret, deps.now()).map((version) =>
    deriveWebhookSecret(master, profile.userId, version),
  );
}

function bodyOf({ content, notificationId, deliveryId, userId, ...sending }: Sending): string {
  const { title, body = '' } = content;
  return JSON.stringify({
    type: sending.templateId,
    timestamp: isoTime(sending.acceptedAt),
    data: {
      notificationId,
      deliveryId,
      userId,
      category: sending.category,
      ...(title ? { title } : {}),
      body,
    },
  });
}

function sent(webhookId: string) {
  return { kind: 'sent', provider: 'WEBHOOK', providerMessageId: webhookId } as const;
}

function invalidAddress(detail: string): Outcome {
  return { kind: 'rejected', reason: 'INVALID_ADDRESS', detail };
}

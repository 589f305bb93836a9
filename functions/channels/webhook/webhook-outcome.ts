import type { Outcome } from '#functions/channels/channel.ts';
import { NotPublicError } from '#functions/webhooks/connect-to.ts';
import { errorName } from '#functions/webhooks/error-name.ts';
import type { Answer } from '#functions/webhooks/post-once.ts';
import { retryAfterSeconds } from '#functions/webhooks/retry-after.ts';

type RejectedReason = Extract<Outcome, { kind: 'rejected' }>['reason'];
type RefusedReason = Extract<Outcome, { kind: 'refused-for-now' }>['reason'];

/**
 * What each status means that does not mean what its class does: RFC 9110, section 15, RFC 6585 and 8470,
 * and https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md.
 */
const meanings: Readonly<Record<number, RejectedReason | RefusedReason | 'UNCERTAIN'>> = {
  // It had not read all of it.
  408: 'PROVIDER_UNAVAILABLE',
  // It is still busy with an earlier copy, as Herald's own door would say.
  409: 'PROVIDER_UNAVAILABLE',
  // The receiver wants no more of it.
  410: 'INVALID_ADDRESS',
  413: 'CONTENT_TOO_LARGE',
  425: 'PROVIDER_UNAVAILABLE',
  429: 'PROVIDER_THROTTLED',
  // A gateway that lost sight of the receiver, which may have it.
  502: 'UNCERTAIN',
  504: 'UNCERTAIN',
};

/** What a receiver answered, as an outcome. */
export const answerOutcome = (
  { status, retryAfter }: Answer,
  sent: Extract<Outcome, { kind: 'sent' }>,
  now: number,
): Outcome => {
  const detail = `HTTP ${status}`;
  if (status >= 200 && status < 300) return sent;
  if (status >= 300 && status < 400) {
    return { ...rejected('PROVIDER_REJECTED'), detail: `${detail}: redirects are not followed` };
  }
  const meaning =
    meanings[status] ?? (status >= 500 ? 'PROVIDER_UNAVAILABLE' : 'PROVIDER_REJECTED');
  if (meaning === 'UNCERTAIN') return { kind: 'uncertain', detail };
  if (meaning !== 'PROVIDER_THROTTLED' && meaning !== 'PROVIDER_UNAVAILABLE') {
    return { ...rejected(meaning), detail };
  }
  const seconds = retryAfterSeconds(retryAfter, now);
  return {
    ...refusedForNow(meaning, detail),
    ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }),
  };
};

/** What kept Herald from sending anything at all, as an outcome. */
export const unsentOutcome = (error: unknown): Outcome =>
  error instanceof NotPublicError
    ? { ...rejected('INVALID_ADDRESS'), detail: error.message }
    : refusedForNow('PROVIDER_UNAVAILABLE', errorName(error));

/** What went wrong once the request was under way: the receiver may have it. */
export const unansweredOutcome = (error: unknown): Outcome => ({
  kind: 'uncertain',
  detail: errorName(error),
});

function rejected(reason: RejectedReason) {
  return { kind: 'rejected', reason } as const;
}

function refusedForNow(reason: RefusedReason, detail: string) {
  return { kind: 'refused-for-now', reason, detail } as const;
}

import { mostRetryAfterSeconds } from '#core/retry-policy.ts';
import type { Outcome } from './channel.ts';

type RejectedReason = Extract<Outcome, { kind: 'rejected' }>['reason'];
type RefusedReason = Extract<Outcome, { kind: 'refused-for-now' }>['reason'];

/**
 * What each error of a provider means: by its name and reason (`ConflictException LAST_PHONE_NUMBER`), by
 * its name alone or, where it never arrived, by Node's code.
 */
export type ErrorMeanings = Readonly<Record<string, RejectedReason | RefusedReason>>;

/** Errors that mean the same from any AWS service, and those of a call that never left. */
const commonMeanings: ErrorMeanings = {
  // https://docs.aws.amazon.com/general/latest/gr/api-error-codes.html (Common errors)
  ValidationException: 'PROVIDER_REJECTED',
  ValidationError: 'PROVIDER_REJECTED',
  MalformedHttpRequestException: 'PROVIDER_REJECTED',
  RequestEntityTooLargeException: 'CONTENT_TOO_LARGE',
  ThrottlingException: 'PROVIDER_THROTTLED',
  Throttling: 'PROVIDER_THROTTLED',
  RequestLimitExceeded: 'PROVIDER_THROTTLED',
  // A permission or key that somebody will mend; what is to be sent waits as in an outage.
  AccessDenied: 'PROVIDER_UNAVAILABLE',
  AccessDeniedException: 'PROVIDER_UNAVAILABLE',
  ExpiredTokenException: 'PROVIDER_UNAVAILABLE',
  IncompleteSignature: 'PROVIDER_UNAVAILABLE',
  InvalidClientTokenId: 'PROVIDER_UNAVAILABLE',
  NotAuthorized: 'PROVIDER_UNAVAILABLE',
  OptInRequired: 'PROVIDER_UNAVAILABLE',
  RequestExpired: 'PROVIDER_UNAVAILABLE',
  SignatureDoesNotMatch: 'PROVIDER_UNAVAILABLE',
  UnknownOperationException: 'PROVIDER_UNAVAILABLE',
  UnrecognizedClientException: 'PROVIDER_UNAVAILABLE',
  InternalFailure: 'PROVIDER_UNAVAILABLE',
  ServiceUnavailable: 'PROVIDER_UNAVAILABLE',
  ServiceUnavailableException: 'PROVIDER_UNAVAILABLE',
  // The SDK found nothing to sign with.
  CredentialsProviderError: 'PROVIDER_UNAVAILABLE',
  // Nobody was there: the request cannot have arrived.
  ECONNREFUSED: 'PROVIDER_UNAVAILABLE',
  ENOTFOUND: 'PROVIDER_UNAVAILABLE',
  EAI_AGAIN: 'PROVIDER_UNAVAILABLE',
};

/**
 * An error that an SDK client threw, as an outcome; what is neither documented nor a refusal may have
 * been sent. The detail is the error's name and reason: its message may quote an address.
 */
export const sdkOutcome = (error: unknown, meanings: ErrorMeanings): Outcome => {
  const { name, reason, code, status, retryAfterSeconds } = described(error);
  const detail = reason === undefined ? name : `${name} ${reason}`;
  const known = { ...commonMeanings, ...meanings };
  const meaning = known[detail] ?? known[name] ?? known[code] ?? meaningOfStatus(status);
  if (meaning === undefined) return { kind: 'uncertain', detail };
  if (meaning !== 'PROVIDER_THROTTLED' && meaning !== 'PROVIDER_UNAVAILABLE') {
    return { kind: 'rejected', reason: meaning, detail };
  }
  return {
    kind: 'refused-for-now',
    reason: meaning,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    detail,
  };
};

function meaningOfStatus(status: number | undefined): ErrorMeanings[string] | undefined {
  if (status === 503) return 'PROVIDER_UNAVAILABLE';
  if (status === 429) return 'PROVIDER_THROTTLED';
  return status !== undefined && status >= 400 && status < 500 ? 'PROVIDER_REJECTED' : undefined;
}

function described(error: unknown) {
  if (!(error instanceof Error)) return { name: 'unknown', code: '' };
  return {
    name: error.name,
    reason: reasonOf(error),
    code: String(property(error, 'code') ?? ''),
    status: numberOf(property(property(error, '$metadata'), 'httpStatusCode')),
    retryAfterSeconds: heeded(
      numberOf(property(property(property(error, '$response'), 'headers'), 'retry-after')),
    ),
  };
}

function heeded(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : Math.min(seconds, mostRetryAfterSeconds);
}

/** Some services say why in a word of a closed list; a sentence is none, and may quote an address. */
function reasonOf(error: Error): string | undefined {
  const reason = property(error, 'Reason');
  return typeof reason === 'string' && /^[A-Z_]+$/.test(reason) ? reason : undefined;
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function numberOf(value: unknown): number | undefined {
  const number = value === undefined ? Number.NaN : Number(value);
  return Number.isFinite(number) && number >= 0 ? number : undefined;
}

import type { Outcome } from '#functions/channels/channel.ts';

/**
 * What each error of SES v2 SendEmail means, by its name.
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html#API_SendEmail_Errors and
 * the errors common to all AWS services.
 */
const outcomes: Readonly<Record<string, (detail: string) => Outcome>> = {
  // SES will not take this mail, today or tomorrow.
  BadRequestException: rejected('PROVIDER_REJECTED'),
  MessageRejected: rejected('PROVIDER_REJECTED'),
  NotFoundException: rejected('PROVIDER_REJECTED'),
  ValidationException: rejected('PROVIDER_REJECTED'),

  // Slower, please.
  TooManyRequestsException: refusedForNow('PROVIDER_THROTTLED'),
  ThrottlingException: refusedForNow('PROVIDER_THROTTLED'),
  Throttling: refusedForNow('PROVIDER_THROTTLED'),
  LimitExceededException: refusedForNow('PROVIDER_THROTTLED'),

  // The account or its identity, which somebody will mend; mail waits as in an outage.
  AccountSuspendedException: refusedForNow('PROVIDER_UNAVAILABLE'),
  SendingPausedException: refusedForNow('PROVIDER_UNAVAILABLE'),
  MailFromDomainNotVerifiedException: refusedForNow('PROVIDER_UNAVAILABLE'),
  AccessDeniedException: refusedForNow('PROVIDER_UNAVAILABLE'),
  ExpiredTokenException: refusedForNow('PROVIDER_UNAVAILABLE'),
  UnrecognizedClientException: refusedForNow('PROVIDER_UNAVAILABLE'),
  InternalServiceErrorException: refusedForNow('PROVIDER_UNAVAILABLE'),
  InternalFailure: refusedForNow('PROVIDER_UNAVAILABLE'),
  ServiceUnavailable: refusedForNow('PROVIDER_UNAVAILABLE'),
  ServiceUnavailableException: refusedForNow('PROVIDER_UNAVAILABLE'),

  // Nobody was there: the request cannot have arrived.
  ECONNREFUSED: refusedForNow('PROVIDER_UNAVAILABLE'),
  ENOTFOUND: refusedForNow('PROVIDER_UNAVAILABLE'),
  EAI_AGAIN: refusedForNow('PROVIDER_UNAVAILABLE'),
};

/** An error of SES as an outcome; what is neither documented nor a refusal may have been sent. */
export const toOutcome = (error: unknown): Outcome => {
  const { name, code, status } = described(error);
  const known = outcomes[name] ?? outcomes[code];
  if (known !== undefined) return known(name);
  if (status === 503) return refusedForNow('PROVIDER_UNAVAILABLE')(name);
  if (status === 429) return refusedForNow('PROVIDER_THROTTLED')(name);
  if (status !== undefined && status >= 400 && status < 500)
    return rejected('PROVIDER_REJECTED')(name);
  return { kind: 'uncertain', detail: name };
};

function described(error: unknown) {
  if (!(error instanceof Error)) return { name: 'unknown', code: '', status: undefined };
  const code = 'code' in error ? String(error.code) : '';
  const metadata = '$metadata' in error ? error.$metadata : undefined;
  const status =
    typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
      ? Number(metadata.httpStatusCode)
      : undefined;
  return { name: error.name, code, status };
}

/** The detail is the error's name: its message may quote an address. */
function rejected(reason: 'PROVIDER_REJECTED' | 'INVALID_ADDRESS') {
  return (detail: string): Outcome => ({ kind: 'rejected', reason, detail });
}

function refusedForNow(reason: 'PROVIDER_THROTTLED' | 'PROVIDER_UNAVAILABLE') {
  return (detail: string): Outcome => ({ kind: 'refused-for-now', reason, detail });
}

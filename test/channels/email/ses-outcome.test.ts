import { expect, test } from 'vitest';
import { toOutcome } from '#functions/channels/email/ses-outcome.ts';

const errorOf = (name: string, more: object = {}) =>
  Object.assign(new Error(`${name} for ada@example.com`), { name }, more);

test.each(['BadRequestException', 'MessageRejected', 'NotFoundException', 'ValidationException'])(
  '%s is final',
  (name) => {
    expect(toOutcome(errorOf(name))).toEqual({
      kind: 'rejected',
      reason: 'PROVIDER_REJECTED',
      detail: name,
    });
  },
);

test.each([
  'TooManyRequestsException',
  'ThrottlingException',
  'Throttling',
  'LimitExceededException',
])('%s asks us to slow down', (name) => {
  expect(toOutcome(errorOf(name))).toMatchObject({
    kind: 'refused-for-now',
    reason: 'PROVIDER_THROTTLED',
  });
});

test.each([
  'AccountSuspendedException',
  'SendingPausedException',
  'MailFromDomainNotVerifiedException',
  'AccessDeniedException',
  'ExpiredTokenException',
  'UnrecognizedClientException',
  'InternalServiceErrorException',
  'InternalFailure',
  'ServiceUnavailable',
  'ServiceUnavailableException',
])('%s is an outage that somebody will mend', (name) => {
  expect(toOutcome(errorOf(name))).toMatchObject({
    kind: 'refused-for-now',
    reason: 'PROVIDER_UNAVAILABLE',
  });
});

test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'])('%s never arrived', (code) => {
  expect(toOutcome(errorOf('Error', { code }))).toMatchObject({ kind: 'refused-for-now' });
});

test.each<[string, object, string]>([
  ['an unknown 400', { $metadata: { httpStatusCode: 400 } }, 'rejected'],
  ['an unknown 429', { $metadata: { httpStatusCode: 429 } }, 'refused-for-now'],
  ['an unknown 503', { $metadata: { httpStatusCode: 503 } }, 'refused-for-now'],
  ['an unknown 500', { $metadata: { httpStatusCode: 500 } }, 'uncertain'],
  ['a timeout', { name: 'TimeoutError' }, 'uncertain'],
  ['an abort', { name: 'AbortError' }, 'uncertain'],
  ['a reset connection', { code: 'ECONNRESET' }, 'uncertain'],
])('%s is %s', (_, more, kind) => {
  expect(toOutcome(errorOf('Strange', more))).toMatchObject({ kind });
});

test('never repeats what the error says, for it may quote an address', () => {
  expect(JSON.stringify(toOutcome(errorOf('MessageRejected')))).not.toContain('ada@example.com');
});

import { readFileSync } from 'node:fs';
import {
  AccessDeniedExceptionReason,
  ConflictExceptionReason,
  PinpointSMSVoiceV2Client,
  ServiceQuotaExceededExceptionReason,
  ValidationExceptionReason,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, test } from 'vitest';
import { toOutcome } from '#functions/channels/email/ses-outcome.ts';
import { pushOutcome } from '#functions/channels/push/push-outcome.ts';
import { sdkOutcome } from '#functions/channels/sdk-outcome.ts';
import { createEndUserMessaging } from '#functions/channels/sms/end-user-messaging.ts';
import { createSnsSms } from '#functions/channels/sms/sns-sms.ts';
import { fakeAws } from './tables-in-memory.ts';

const endUserMessaging = createEndUserMessaging(new PinpointSMSVoiceV2Client(fakeAws), {
  originationIdentity: undefined,
  configurationSet: undefined,
}).meanings;
const snsSms = createSnsSms(new SNSClient(fakeAws), { originationIdentity: undefined }).meanings;

/** Every call by which something is sent, and what makes an outcome of its errors. */
const calls = [
  ['client-sesv2', 'SendEmailCommand', toOutcome],
  [
    'client-pinpoint-sms-voice-v2',
    'SendTextMessageCommand',
    (error: unknown) => sdkOutcome(error, endUserMessaging),
  ],
  ['client-sns', 'PublishCommand', (error: unknown) => sdkOutcome(error, snsSms)],
  ['client-sns', 'PublishCommand', pushOutcome],
] as const;

/** Of a status nothing is known, so that only a row of a table says what an error means. */
const errorOf = (name: string, Reason?: string) =>
  Object.assign(new Error('for +14155550123'), { name, ...(Reason && { Reason }) });

/** What the SDK says that a call throws, less the class of all that it does not know. */
const documentedErrors = (client: string, command: string): readonly string[] => {
  const path = `node_modules/@aws-sdk/${client}/dist-types/commands/${command}.d.ts`;
  const named = [...readFileSync(path, 'utf8').matchAll(/@throws \{@link (\w+)\}/g)];
  return named.flatMap(([, name = '']) => (name.endsWith('ServiceException') ? [] : [name]));
};

/** Of a number that is on no phone only SMS can say anything, and of a key of Google's only push. */
const neverThere = new Set([
  'PublishCommand EndpointDisabledException',
  'PublishCommand PlatformApplicationDisabledException',
  'PublishCommand KMSAccessDeniedException',
  'PublishCommand KMSDisabledException',
  'PublishCommand KMSInvalidStateException',
  'PublishCommand KMSNotFoundException',
  'PublishCommand KMSOptInRequired',
  'PublishCommand KMSThrottlingException',
]);

describe('every error that a call documents has a meaning of its own', () => {
  test.each(
    calls.flatMap(([client, command, outcomeOf], position) =>
      documentedErrors(client, command)
        .filter((name) => position !== 2 || !neverThere.has(`${command} ${name}`))
        .map((name) => [client, command, name, outcomeOf] as const),
    ),
  )('%s %s: %s', (_, __, name, outcomeOf) => {
    const outcome = outcomeOf(errorOf(name));
    expect(outcome.kind).not.toBe('uncertain');
    expect(JSON.stringify(outcome)).not.toContain('4155550123');
  });

  test('and there are as many as AWS documents today', () => {
    const count = (position: number) => {
      const [client = '', command = ''] = calls[position] ?? [];
      return documentedErrors(client, command).length;
    };
    expect([count(0), count(1), count(2)]).toEqual([8, 7, 15]);
  });
});

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/CommonErrors.html, and every other service's. */
test.each([
  ['AccessDeniedException', 'PROVIDER_UNAVAILABLE'],
  ['ExpiredTokenException', 'PROVIDER_UNAVAILABLE'],
  ['IncompleteSignature', 'PROVIDER_UNAVAILABLE'],
  ['InternalFailure', 'PROVIDER_UNAVAILABLE'],
  ['MalformedHttpRequestException', 'PROVIDER_REJECTED'],
  ['NotAuthorized', 'PROVIDER_UNAVAILABLE'],
  ['OptInRequired', 'PROVIDER_UNAVAILABLE'],
  // These two may have arrived.
  ['RequestAbortedException', undefined],
  ['RequestTimeoutException', undefined],
  ['RequestEntityTooLargeException', 'CONTENT_TOO_LARGE'],
  ['RequestExpired', 'PROVIDER_UNAVAILABLE'],
  ['ServiceUnavailable', 'PROVIDER_UNAVAILABLE'],
  ['ThrottlingException', 'PROVIDER_THROTTLED'],
  ['UnknownOperationException', 'PROVIDER_UNAVAILABLE'],
  ['UnrecognizedClientException', 'PROVIDER_UNAVAILABLE'],
  ['ValidationError', 'PROVIDER_REJECTED'],
])('the common error %s means %s from any of them', (name, reason) => {
  for (const [, , outcomeOf] of calls) {
    expect(outcomeOf(errorOf(name))).toMatchObject(
      reason === undefined ? { kind: 'uncertain' } : { reason },
    );
  }
});

describe('every reason that End User Messaging gives has a meaning', () => {
  // What another number or other words would change; the rest is how the account is set up.
  const ofThisMessage = new Set([
    'DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION',
    'DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE',
    'DESTINATION_PHONE_NUMBER_NOT_VERIFIED',
    'DESTINATION_PHONE_NUMBER_OPTED_OUT',
  ]);
  const ofTheAccount = new Set(['INVALID_ARN', 'RESOURCE_NOT_ACCESSIBLE']);
  const meaningOfValidation = (reason: string) => {
    if (reason === 'MAXIMUM_SIZE_EXCEEDED') return 'CONTENT_TOO_LARGE';
    return ofTheAccount.has(reason) ? 'PROVIDER_UNAVAILABLE' : 'PROVIDER_REJECTED';
  };

  test.each([
    ...Object.values(ConflictExceptionReason).map((reason) => [
      'ConflictException',
      reason,
      ofThisMessage.has(reason) ? 'PROVIDER_REJECTED' : 'PROVIDER_UNAVAILABLE',
    ]),
    ...Object.values(ValidationExceptionReason).map((reason) => [
      'ValidationException',
      reason,
      meaningOfValidation(reason),
    ]),
    ...Object.values(AccessDeniedExceptionReason).map((reason) => [
      'AccessDeniedException',
      reason,
      'PROVIDER_UNAVAILABLE',
    ]),
    ...Object.values(ServiceQuotaExceededExceptionReason).map((reason) => [
      'ServiceQuotaExceededException',
      reason,
      'PROVIDER_UNAVAILABLE',
    ]),
  ])('%s %s: %s', (name = '', reason = '', meaning = '') => {
    expect(sdkOutcome(errorOf(name, reason), endUserMessaging)).toMatchObject({
      reason: meaning,
      detail: `${name} ${reason}`,
    });
  });
});

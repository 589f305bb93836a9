import { readFileSync } from 'node:fs';
import { STATUS_CODES } from 'node:http';
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
import { answerOutcome } from '#functions/channels/webhook/webhook-outcome.ts';
import { fakeAws } from './tables-in-memory.ts';

const endUserMessaging = createEndUserMessaging(new PinpointSMSVoiceV2Client(fakeAws), {
  originationIdentity: undefined,
  configurationSet: undefined,
}).meanings;
const snsSms = createSnsSms(new SNSClient(fakeAws), { originationIdentity: undefined }).meanings;

/** Every call by which something is sent, what makes an outcome of its errors, and what each of them is to mean. */
const calls = [
  {
    client: 'client-sesv2',
    command: 'SendEmailCommand',
    outcomeOf: toOutcome,
    rows: {
      AccountSuspendedException: 'PROVIDER_UNAVAILABLE',
      BadRequestException: 'PROVIDER_REJECTED',
      LimitExceededException: 'PROVIDER_THROTTLED',
      MailFromDomainNotVerifiedException: 'PROVIDER_UNAVAILABLE',
      MessageRejected: 'PROVIDER_REJECTED',
      NotFoundException: 'PROVIDER_REJECTED',
      SendingPausedException: 'PROVIDER_UNAVAILABLE',
      TooManyRequestsException: 'PROVIDER_THROTTLED',
    },
  },
  {
    client: 'client-pinpoint-sms-voice-v2',
    command: 'SendTextMessageCommand',
    outcomeOf: (error: unknown) => sdkOutcome(error, endUserMessaging),
    rows: {
      AccessDeniedException: 'PROVIDER_UNAVAILABLE',
      ConflictException: 'PROVIDER_UNAVAILABLE',
      InternalServerException: 'PROVIDER_UNAVAILABLE',
      ResourceNotFoundException: 'PROVIDER_UNAVAILABLE',
      ServiceQuotaExceededException: 'PROVIDER_UNAVAILABLE',
      ThrottlingException: 'PROVIDER_THROTTLED',
      ValidationException: 'PROVIDER_REJECTED',
    },
  },
  {
    client: 'client-sns',
    command: 'PublishCommand',
    outcomeOf: (error: unknown) => sdkOutcome(error, snsSms),
    rows: {
      AuthorizationErrorException: 'PROVIDER_UNAVAILABLE',
      InternalErrorException: 'PROVIDER_UNAVAILABLE',
      InvalidParameterException: 'PROVIDER_REJECTED',
      InvalidParameterValueException: 'PROVIDER_REJECTED',
      InvalidSecurityException: 'PROVIDER_UNAVAILABLE',
      NotFoundException: 'PROVIDER_UNAVAILABLE',
      ValidationException: 'PROVIDER_REJECTED',
      // Of devices, and of the keys of topics: a phone number has neither.
      EndpointDisabledException: 'NEVER',
      KMSAccessDeniedException: 'NEVER',
      KMSDisabledException: 'NEVER',
      KMSInvalidStateException: 'NEVER',
      KMSNotFoundException: 'NEVER',
      KMSOptInRequired: 'NEVER',
      KMSThrottlingException: 'NEVER',
      PlatformApplicationDisabledException: 'NEVER',
    },
  },
  {
    client: 'client-sns',
    command: 'PublishCommand',
    outcomeOf: pushOutcome,
    rows: {
      AuthorizationErrorException: 'PROVIDER_UNAVAILABLE',
      EndpointDisabledException: 'DEVICE_GONE',
      InternalErrorException: 'PROVIDER_UNAVAILABLE',
      InvalidParameterException: 'PROVIDER_REJECTED',
      InvalidParameterValueException: 'PROVIDER_REJECTED',
      InvalidSecurityException: 'PROVIDER_UNAVAILABLE',
      KMSAccessDeniedException: 'PROVIDER_UNAVAILABLE',
      KMSDisabledException: 'PROVIDER_UNAVAILABLE',
      KMSInvalidStateException: 'PROVIDER_UNAVAILABLE',
      KMSNotFoundException: 'PROVIDER_UNAVAILABLE',
      KMSOptInRequired: 'PROVIDER_UNAVAILABLE',
      KMSThrottlingException: 'PROVIDER_THROTTLED',
      NotFoundException: 'DEVICE_GONE',
      PlatformApplicationDisabledException: 'PROVIDER_UNAVAILABLE',
      ValidationException: 'PROVIDER_REJECTED',
    },
  },
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

describe.each(calls)('of $client $command', ({ client, command, outcomeOf, rows }) => {
  test('every error that the SDK documents has its row', () => {
    expect(documentedErrors(client, command).toSorted()).toEqual(Object.keys(rows).toSorted());
  });

  test.each(Object.entries(rows).filter(([, meaning]) => meaning !== 'NEVER'))(
    '%s means %s',
    (name, reason) => {
      const outcome = outcomeOf(errorOf(name));
      expect(outcome).toMatchObject({ reason });
      expect(JSON.stringify(outcome)).not.toContain('4155550123');
    },
  );
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
  for (const { outcomeOf } of calls) {
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

describe('every status that is registered for HTTP has a meaning for a webhook', () => {
  const sent = { kind: 'sent', provider: 'WEBHOOK' } as const;
  const rows = {
    sent: [200, 201, 202, 203, 204, 205, 206, 207, 208, 226],
    // Not followed: where a webhook goes is for its owner to say.
    PROVIDER_REJECTED: [
      ...[300, 301, 302, 303, 304, 305, 307, 308],
      ...[400, 401, 402, 403, 404, 405, 406, 407, 411, 412, 414, 415, 416, 417, 418],
      ...[421, 422, 423, 424, 426, 428, 431, 451],
    ],
    INVALID_ADDRESS: [410],
    CONTENT_TOO_LARGE: [413],
    PROVIDER_THROTTLED: [429],
    PROVIDER_UNAVAILABLE: [408, 409, 425, 500, 501, 503, 505, 506, 507, 508, 509, 510, 511],
    uncertain: [502, 504],
  } as const;
  // What is before 200 is no answer yet.
  const registered = Object.keys(STATUS_CODES)
    .map(Number)
    .filter((status) => status >= 200);

  test('and its row', () => {
    const listed = Object.values(rows).flat();
    expect(listed.toSorted((a, b) => a - b)).toEqual(registered);
  });

  test.each(
    Object.entries(rows).flatMap(([meaning, statuses]) =>
      statuses.map((status) => [status, meaning] as const),
    ),
  )('%i means %s', (status, meaning) => {
    const outcome = answerOutcome({ status }, sent, 0);
    expect('reason' in outcome ? outcome.reason : outcome.kind).toBe(meaning);
  });
});

import { expect, test } from 'vitest';
import { createPublishPush, createPushClient } from '#functions/channels/push/publish-push.ts';
import { pushOutcome } from '#functions/channels/push/push-outcome.ts';
import { startFakeProvider } from '../fake-provider.ts';
import { snsError } from '../sns-answers.ts';
import { fakeAws } from '../tables-in-memory.ts';

/** The outcome of a Publish that SNS answers so, by its own protocol. */
const outcomeOf = async (status: number, code: string, text = `${code} for token-of-ada`) => {
  const answer = snsError(status, code, text);
  const sns = await startFakeProvider({
    accept: () => ({ answer }),
    reject: () => answer,
    throttle: () => answer,
  });
  const publish = createPublishPush(createPushClient({ ...fakeAws, endpoint: sns.url }));
  const request = { endpointArn: 'arn', payload: '{}', message: '{}', attributes: {} };
  try {
    const thrown = await publish(request, AbortSignal.timeout(5_000)).then(
      () => undefined,
      (error: unknown) => error,
    );
    return pushOutcome(thrown);
  } finally {
    await sns.close();
  }
};

// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors, by their codes on the wire.
test.each([
  [403, 'AuthorizationError', 'AuthorizationErrorException', 'PROVIDER_UNAVAILABLE'],
  [400, 'EndpointDisabled', 'EndpointDisabledException', 'DEVICE_GONE'],
  [500, 'InternalError', 'InternalErrorException', 'PROVIDER_UNAVAILABLE'],
  [400, 'InvalidParameter', 'InvalidParameterException', 'PROVIDER_REJECTED'],
  [400, 'ParameterValueInvalid', 'InvalidParameterValueException', 'PROVIDER_REJECTED'],
  [403, 'InvalidSecurity', 'InvalidSecurityException', 'PROVIDER_UNAVAILABLE'],
  [400, 'KMSAccessDenied', 'KMSAccessDeniedException', 'PROVIDER_UNAVAILABLE'],
  [400, 'KMSDisabled', 'KMSDisabledException', 'PROVIDER_UNAVAILABLE'],
  [400, 'KMSInvalidState', 'KMSInvalidStateException', 'PROVIDER_UNAVAILABLE'],
  [400, 'KMSNotFound', 'KMSNotFoundException', 'PROVIDER_UNAVAILABLE'],
  [403, 'KMSOptInRequired', 'KMSOptInRequired', 'PROVIDER_UNAVAILABLE'],
  [400, 'KMSThrottling', 'KMSThrottlingException', 'PROVIDER_THROTTLED'],
  [404, 'NotFound', 'NotFoundException', 'DEVICE_GONE'],
  [
    400,
    'PlatformApplicationDisabled',
    'PlatformApplicationDisabledException',
    'PROVIDER_UNAVAILABLE',
  ],
  [429, 'Throttled', 'ThrottledException', 'PROVIDER_THROTTLED'],
  [400, 'ValidationException', 'ValidationException', 'PROVIDER_REJECTED'],
  // Of every AWS service.
  [400, 'Throttling', 'Throttling', 'PROVIDER_THROTTLED'],
  [403, 'ExpiredTokenException', 'ExpiredTokenException', 'PROVIDER_UNAVAILABLE'],
  [503, 'ServiceUnavailable', 'ServiceUnavailable', 'PROVIDER_UNAVAILABLE'],
  [400, 'SomethingNew', 'SomethingNew', 'PROVIDER_REJECTED'],
])('%i %s is %s and means %s', async (status, code, detail, reason) => {
  expect(await outcomeOf(status, code)).toMatchObject({ reason, detail });
});

test('an endpoint that was deleted is a device that is gone', async () => {
  const text =
    'Invalid parameter: TargetArn Reason: No endpoint found for the target arn specified';
  expect(await outcomeOf(400, 'InvalidParameter', text)).toMatchObject({
    kind: 'rejected',
    reason: 'DEVICE_GONE',
  });
});

test('an error that nothing documents leaves it uncertain', async () => {
  expect((await outcomeOf(500, 'Strange')).kind).toBe('uncertain');
});

test('never repeats what the error says, for it may quote a token', async () => {
  expect(JSON.stringify(await outcomeOf(400, 'InvalidParameter'))).not.toContain('token-of-ada');
});

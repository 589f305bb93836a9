import type { Outcome } from '#functions/channels/channel.ts';
import { type ErrorMeanings, sdkOutcome } from '#functions/channels/sdk-outcome.ts';

/**
 * What each error of Publish to a platform endpoint means.
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors
 */
const meanings: ErrorMeanings = {
  // The app was removed, or its token is no longer that device's.
  EndpointDisabledException: 'DEVICE_GONE',
  NotFoundException: 'DEVICE_GONE',

  // The message, today or tomorrow.
  InvalidParameterException: 'PROVIDER_REJECTED',
  InvalidParameterValueException: 'PROVIDER_REJECTED',
  ValidationException: 'PROVIDER_REJECTED',

  // How the account or its application is set up, which somebody will mend; messages wait as in an outage.
  AuthorizationErrorException: 'PROVIDER_UNAVAILABLE',
  InvalidSecurityException: 'PROVIDER_UNAVAILABLE',
  PlatformApplicationDisabledException: 'PROVIDER_UNAVAILABLE',
  KMSAccessDeniedException: 'PROVIDER_UNAVAILABLE',
  KMSDisabledException: 'PROVIDER_UNAVAILABLE',
  KMSInvalidStateException: 'PROVIDER_UNAVAILABLE',
  KMSNotFoundException: 'PROVIDER_UNAVAILABLE',
  KMSOptInRequired: 'PROVIDER_UNAVAILABLE',
  InternalErrorException: 'PROVIDER_UNAVAILABLE',

  KMSThrottlingException: 'PROVIDER_THROTTLED',
  ThrottledException: 'PROVIDER_THROTTLED',
};

/** SNS's word for an endpoint that was deleted; NotFound it says of topics. */
const noEndpoint = /TargetArn Reason: No endpoint found/;

/** An error of SNS as an outcome. */
export const pushOutcome = (error: unknown): Outcome => {
  const isDeleted =
    error instanceof Error &&
    error.name === 'InvalidParameterException' &&
    noEndpoint.test(error.message);
  return isDeleted
    ? { kind: 'rejected', reason: 'DEVICE_GONE', detail: 'InvalidParameterException: no endpoint' }
    : sdkOutcome(error, meanings);
};

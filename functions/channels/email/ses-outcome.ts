import type { Outcome } from '#functions/channels/channel.ts';
import { type ErrorMeanings, sdkOutcome } from '#functions/channels/sdk-outcome.ts';

/**
 * What each error of SES v2 SendEmail means.
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html#API_SendEmail_Errors
 */
const meanings: ErrorMeanings = {
  // SES will not take this mail, today or tomorrow.
  BadRequestException: 'PROVIDER_REJECTED',
  MessageRejected: 'PROVIDER_REJECTED',
  NotFoundException: 'PROVIDER_REJECTED',

  // Slower, please.
  TooManyRequestsException: 'PROVIDER_THROTTLED',
  LimitExceededException: 'PROVIDER_THROTTLED',

  // The account or its identity, which somebody will mend; mail waits as in an outage.
  AccountSuspendedException: 'PROVIDER_UNAVAILABLE',
  SendingPausedException: 'PROVIDER_UNAVAILABLE',
  MailFromDomainNotVerifiedException: 'PROVIDER_UNAVAILABLE',
  InternalServiceErrorException: 'PROVIDER_UNAVAILABLE',
};

/** An error of SES as an outcome. */
export const toOutcome = (error: unknown): Outcome => sdkOutcome(error, meanings);

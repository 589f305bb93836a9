import { PublishCommand, SNSClient, type SNSClientConfig } from '@aws-sdk/client-sns';
import type { ErrorMeanings } from '#functions/channels/sdk-outcome.ts';
import type { SmsProvider } from './sms-provider.ts';

/**
 * What each error of Publish means.
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors
 */
const meanings: ErrorMeanings = {
  // The number or the words, today or tomorrow.
  InvalidParameterException: 'PROVIDER_REJECTED',
  InvalidParameterValueException: 'PROVIDER_REJECTED',
  OptedOutException: 'PROVIDER_REJECTED',
  ValidationException: 'PROVIDER_REJECTED',

  // How the account is set up, which somebody will mend; messages wait as in an outage.
  AuthorizationErrorException: 'PROVIDER_UNAVAILABLE',
  InvalidSecurityException: 'PROVIDER_UNAVAILABLE',
  InternalErrorException: 'PROVIDER_UNAVAILABLE',
  NotFoundException: 'PROVIDER_UNAVAILABLE',
  ThrottledException: 'PROVIDER_THROTTLED',
};

/** One try a call: whether a second one may be made is for the delivery's record to say. */
export const createSnsSmsClient = (config: SNSClientConfig = {}): SNSClient =>
  new SNSClient({ ...config, maxAttempts: 1 });

/** Amazon SNS: it takes no time to live, and nothing that it says later names the delivery. */
export const createSnsSms = (
  client: SNSClient,
  { originationIdentity }: { readonly originationIdentity: string | undefined },
): SmsProvider => ({
  name: 'SNS',
  meanings,
  send: async ({ phoneNumber, text, isPromotional }, abortSignal) => {
    const { MessageId } = await client.send(
      new PublishCommand({
        PhoneNumber: phoneNumber,
        Message: text,
        MessageAttributes: {
          'AWS.SNS.SMS.SMSType': attribute(isPromotional ? 'Promotional' : 'Transactional'),
          ...(originationIdentity === undefined
            ? {}
            : { 'AWS.MM.SMS.OriginationNumber': attribute(originationIdentity) }),
        },
      }),
      { abortSignal },
    );
    return MessageId;
  },
});

const attribute = (value: string) => ({ DataType: 'String', StringValue: value });

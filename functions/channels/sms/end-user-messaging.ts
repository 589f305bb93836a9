import {
  PinpointSMSVoiceV2Client,
  type PinpointSMSVoiceV2ClientConfig,
  SendTextMessageCommand,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { ErrorMeanings } from '#functions/channels/sdk-outcome.ts';
import type { SmsProvider } from './sms-provider.ts';

/** Seconds that TimeToLive may be: the longest is how long carriers try. */
const timeToLive = { least: 5, most: 72 * 3_600 };

/**
 * What each error of SendTextMessage means.
 * https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html#API_SendTextMessage_Errors
 */
export const endUserMessagingErrors: ErrorMeanings = {
  // Not to this number, or not these words: today or tomorrow.
  'ConflictException DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION': 'PROVIDER_REJECTED',
  'ConflictException DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE':
    'PROVIDER_REJECTED',
  'ConflictException DESTINATION_PHONE_NUMBER_NOT_VERIFIED': 'PROVIDER_REJECTED',
  'ConflictException DESTINATION_PHONE_NUMBER_OPTED_OUT': 'PROVIDER_REJECTED',
  'ValidationException MAXIMUM_SIZE_EXCEEDED': 'CONTENT_TOO_LARGE',
  ValidationException: 'PROVIDER_REJECTED',

  // How the account is set up, which somebody will mend; messages wait as in an outage.
  'ValidationException INVALID_ARN': 'PROVIDER_UNAVAILABLE',
  'ValidationException RESOURCE_NOT_ACCESSIBLE': 'PROVIDER_UNAVAILABLE',
  AccessDeniedException: 'PROVIDER_UNAVAILABLE',
  ConflictException: 'PROVIDER_UNAVAILABLE',
  ResourceNotFoundException: 'PROVIDER_UNAVAILABLE',
  ServiceQuotaExceededException: 'PROVIDER_UNAVAILABLE',

  // "The API encountered an unexpected error and couldn't complete the request."
  InternalServerException: 'PROVIDER_UNAVAILABLE',
  ThrottlingException: 'PROVIDER_THROTTLED',
};

/** One try a call: whether a second one may be made is for the delivery's record to say. */
export const createEndUserMessagingClient = (
  config: PinpointSMSVoiceV2ClientConfig = {},
): PinpointSMSVoiceV2Client => new PinpointSMSVoiceV2Client({ ...config, maxAttempts: 1 });

interface EndUserMessagingSettings {
  readonly originationIdentity: string | undefined;
  readonly configurationSet: string | undefined;
}

/** AWS End User Messaging: its events carry the deliveryId back. */
export const createEndUserMessaging = (
  client: PinpointSMSVoiceV2Client,
  { originationIdentity, configurationSet }: EndUserMessagingSettings,
): SmsProvider => ({
  name: 'END_USER_MESSAGING',
  meanings: endUserMessagingErrors,
  send: async (message, abortSignal) => {
    const { least, most } = timeToLive;
    const { MessageId } = await client.send(
      new SendTextMessageCommand({
        DestinationPhoneNumber: message.phoneNumber,
        OriginationIdentity: originationIdentity,
        MessageBody: message.text,
        MessageType: message.isPromotional ? 'PROMOTIONAL' : 'TRANSACTIONAL',
        ConfigurationSetName: configurationSet,
        TimeToLive: Math.min(most, Math.max(least, message.timeToLiveSeconds)),
        Context: { deliveryId: message.deliveryId },
      }),
      { abortSignal },
    );
    return MessageId;
  },
});

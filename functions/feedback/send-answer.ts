import {
  type PinpointSMSVoiceV2Client,
  SendTextMessageCommand,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { timing } from '#core/timing.ts';
import { sdkOutcome } from '#functions/channels/sdk-outcome.ts';
import { endUserMessagingErrors } from '#functions/channels/sms/end-user-messaging.ts';
import type { SendAnswer } from './answer-reply.ts';

/** After which nobody needs to be told any more. */
const timeToLiveSeconds = 3_600;

/** By End User Messaging, from the number that was written to; nobody needs to hear what became of it. */
export const createSendAnswer =
  (client: PinpointSMSVoiceV2Client, timeoutMs: number = timing.providerTimeoutMs): SendAnswer =>
  async ({ from, to, text }) => {
    const command = new SendTextMessageCommand({
      DestinationPhoneNumber: to,
      OriginationIdentity: from,
      MessageBody: text,
      MessageType: 'TRANSACTIONAL',
      TimeToLive: timeToLiveSeconds,
    });
    try {
      await client.send(command, { abortSignal: AbortSignal.timeout(timeoutMs) });
      return { kind: 'sent', provider: 'END_USER_MESSAGING' };
    } catch (error) {
      return sdkOutcome(error, endUserMessagingErrors);
    }
  };

import { timing } from '#core/timing.ts';
import type { Outcome, Send } from '#functions/channels/channel.ts';
import { sdkOutcome } from '#functions/channels/sdk-outcome.ts';
import { plainText } from './plain-text.ts';
import type { SmsProvider } from './sms-provider.ts';

/**
 * Characters that both providers take at once; they split it into parts themselves.
 * https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html
 * https://docs.aws.amazon.com/sns/latest/dg/sms_publish-to-phone.html
 */
export const maxSmsCharacters = 1_600;

interface SendSmsDeps {
  readonly provider: SmsProvider;
  readonly isPromotional: (category: string) => boolean;
  readonly now: () => number;
}

/** Sends SMS by one of the providers. */
export const createSendSms =
  (
    { provider, isPromotional, now }: SendSmsDeps,
    timeoutMs: number = timing.providerTimeoutMs,
  ): Send =>
  async ({ deliveryId, address, category, expiresAt, content }): Promise<Outcome> => {
    const text = plainText(content.text ?? '');
    if (text.length > maxSmsCharacters) {
      const detail = `${text.length} characters`;
      return { kind: 'rejected', reason: 'CONTENT_TOO_LARGE', detail };
    }
    const message = {
      deliveryId,
      phoneNumber: address,
      text,
      isPromotional: isPromotional(category),
      timeToLiveSeconds: Math.floor((expiresAt - now()) / 1000),
    };
    try {
      const providerMessageId = await provider.send(message, AbortSignal.timeout(timeoutMs));
      return {
        kind: 'sent',
        provider: provider.name,
        ...(providerMessageId === undefined ? {} : { providerMessageId }),
      };
    } catch (error) {
      return sdkOutcome(error, provider.meanings);
    }
  };

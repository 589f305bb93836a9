import type { Provider } from '#functions/channels/provider.ts';
import { deliveryWorker } from '#functions/delivery/worker.ts';
import { categories } from '#templates/categories.ts';
import { sms } from './channel.ts';
import { createEndUserMessaging, createEndUserMessagingClient } from './end-user-messaging.ts';
import { SmsEnv, type SmsProviderName } from './env.ts';
import { createSendSms } from './send-sms.ts';
import { createSnsSms, createSnsSmsClient } from './sns-sms.ts';

/** End User Messaging waits so long for carriers, and then says that it does not know. SNS says nothing. */
const feedbackWithinSeconds = { END_USER_MESSAGING: 72 * 3_600, SNS: 0 };

/** The SMS lanes' worker. */
export const smsWorker = deliveryWorker({
  channel: sms,
  env: SmsEnv,
  clients: () => ({
    endUserMessaging: createEndUserMessagingClient(),
    snsSms: createSnsSmsClient(),
  }),
  createProviders: (env, { endUserMessaging, snsSms }, { now }) => {
    const configurationSet = env.CONFIGURATION_SET;
    const providerOf = (
      name: SmsProviderName,
      originationIdentity: string | undefined,
    ): Provider => ({
      name,
      send: createSendSms({
        provider:
          name === 'SNS'
            ? createSnsSms(snsSms, { originationIdentity })
            : createEndUserMessaging(endUserMessaging, { originationIdentity, configurationSet }),
        isPromotional: (category) => categories.get(category)?.promotional ?? false,
        now,
      }),
      feedbackWithinSeconds: feedbackWithinSeconds[name],
      isShared: true,
    });
    const first = providerOf(env.SMS_PROVIDER, env.ORIGINATION_IDENTITY);
    const { FALLBACK_SMS_PROVIDER: other, FALLBACK_ORIGINATION_IDENTITY: otherIdentity } = env;
    return other === undefined ? [first] : [first, providerOf(other, otherIdentity)];
  },
});

import { deliveryWorker } from '#functions/delivery/worker.ts';
import { categories } from '#templates/categories.ts';
import { createEndUserMessaging, createEndUserMessagingClient } from './end-user-messaging.ts';
import { SmsEnv } from './env.ts';
import { createSendSms } from './send-sms.ts';
import { createSnsSms, createSnsSmsClient } from './sns-sms.ts';

/** The SMS lanes' worker. */
export const smsWorker = deliveryWorker({
  env: SmsEnv,
  clients: () => ({
    endUserMessaging: createEndUserMessagingClient(),
    snsSms: createSnsSmsClient(),
  }),
  createSend: (env, { endUserMessaging, snsSms }, { now }) => {
    const originationIdentity = env.ORIGINATION_IDENTITY;
    const provider =
      env.SMS_PROVIDER === 'SNS'
        ? createSnsSms(snsSms, { originationIdentity })
        : createEndUserMessaging(endUserMessaging, {
            originationIdentity,
            configurationSet: env.CONFIGURATION_SET,
          });
    return createSendSms({
      provider,
      isPromotional: (category) => categories.get(category)?.promotional ?? false,
      now,
    });
  },
  // End User Messaging waits so long for carriers, and then says that it does not know. SNS says nothing.
  feedbackWithinSeconds: ({ SMS_PROVIDER }) =>
    SMS_PROVIDER === 'END_USER_MESSAGING' ? 72 * 3_600 : 0,
});

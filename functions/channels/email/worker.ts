import { deliveryWorker } from '#functions/delivery/worker.ts';
import { EmailEnv } from './env.ts';
import { createSendEmail, createSes } from './send-email.ts';

/** The email lanes' worker. */
export const emailWorker = deliveryWorker({
  env: EmailEnv,
  clients: () => ({ ses: createSes() }),
  createSend: (env, { ses }) =>
    createSendEmail(ses, { sender: env.SENDER, configurationSet: env.CONFIGURATION_SET }),
  // Of what cannot be delivered at once SES speaks as well: by then it is delayed.
  feedbackWithinSeconds: () => 3_600,
});

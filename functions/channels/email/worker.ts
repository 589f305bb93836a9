import { linkKeysOf } from '#core/link-token.ts';
import { deliveryWorker } from '#functions/delivery/worker.ts';
import { createSecretsManager } from '#platform/clients.ts';
import { createReadSecret } from '#platform/read-secret.ts';
import { EmailEnv } from './env.ts';
import { createLinksFor } from './links-for.ts';
import { createSendEmail, createSes } from './send-email.ts';

/** The email lanes' worker. */
export const emailWorker = deliveryWorker({
  env: EmailEnv,
  clients: () => ({ ses: createSes(), secrets: createSecretsManager() }),
  createSend: (env, { ses }) =>
    createSendEmail(ses, { sender: env.SENDER, configurationSet: env.CONFIGURATION_SET }),
  createLinksFor: (env, { secrets }, { now }) => {
    const readSecret = createReadSecret(secrets, env.LINK_SECRET_ARN, now);
    return createLinksFor({
      publicUrl: env.PUBLIC_URL,
      days: { UNSUBSCRIBE: env.UNSUBSCRIBE_LINK_DAYS, PREFERENCES: env.PREFERENCE_LINK_DAYS },
      readLinkKeys: async () => linkKeysOf(await readSecret()),
      now,
    });
  },
  // Of what cannot be delivered at once SES speaks as well: by then it is delayed.
  feedbackWithinSeconds: () => 3_600,
});

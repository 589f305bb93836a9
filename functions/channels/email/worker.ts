import type { SESv2Client } from '@aws-sdk/client-sesv2';
import { linkKeysOf } from '#core/link-token.ts';
import type { Provider } from '#functions/channels/provider.ts';
import { deliveryWorker } from '#functions/delivery/worker.ts';
import { createSecretsManager } from '#platform/clients.ts';
import { createReadSecret } from '#platform/read-secret.ts';
import { email } from './channel.ts';
import { EmailEnv, sesOf } from './env.ts';
import { createLinksFor } from './links-for.ts';
import { createWithAttachments } from './load-attachments.ts';
import { createSendEmail, createSes } from './send-email.ts';

/** The email lanes' worker. */
export const emailWorker = deliveryWorker({
  channel: email,
  env: EmailEnv,
  clients: ({ FALLBACK_REGION: region }) => ({
    ses: createSes(),
    sesElsewhere: createSes(region === undefined ? {} : { region }),
    secrets: createSecretsManager(),
  }),
  createProviders: ({ SENDER, SENDERS: senders = {}, ...env }, { ses, sesElsewhere }) => {
    const sender = { from: SENDER };
    const sesBy = (
      name: string,
      client: SESv2Client,
      configurationSet: string | undefined,
    ): Provider => ({
      name,
      send: createSendEmail(client, { provider: name, sender, senders, configurationSet }),
      // Of what cannot be delivered at once SES speaks as well: by then it is delayed.
      feedbackWithinSeconds: configurationSet === undefined ? 0 : 3_600,
      isShared: true,
    });
    const region = env.FALLBACK_REGION;
    return [
      sesBy('SES', ses, env.CONFIGURATION_SET),
      ...(region === undefined
        ? []
        : [sesBy(sesOf(region), sesElsewhere, env.FALLBACK_CONFIGURATION_SET)]),
    ];
  },
  createWithAttachments: ({ now }) =>
    createWithAttachments({
      loadReader: async () => (await import('./read-object.ts')).createReadObject(),
      now,
    }),
  createLinksFor: (env, { secrets }, { now }) => {
    const readSecret = createReadSecret(secrets, env.LINK_SECRET_ARN, now);
    return createLinksFor({
      publicUrl: env.PUBLIC_URL,
      days: { UNSUBSCRIBE: env.UNSUBSCRIBE_LINK_DAYS, PREFERENCES: env.PREFERENCE_LINK_DAYS },
      readLinkKeys: async () => linkKeysOf(await readSecret()),
      now,
    });
  },
});

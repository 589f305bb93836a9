import { deliveryWorker } from '#functions/delivery/worker.ts';
import { realHttp, type WebhookHttp } from '#functions/webhooks/post-signed.ts';
import { createSecretsManager } from '#platform/clients.ts';
import { createProfiles } from '#platform/profiles.ts';
import { createReadSecret } from '#platform/read-secret.ts';
import { webhook } from './channel.ts';
import { WebhookEnv } from './env.ts';
import { createSendWebhook } from './send-webhook.ts';

/** The webhook lanes' worker; the fault simulation posts by a wire of its own. */
export const createWebhookWorker = (http: WebhookHttp) =>
  deliveryWorker({
    channel: webhook,
    env: WebhookEnv,
    clients: () => ({ secrets: createSecretsManager() }),
    createProviders: (env, { dynamo, secrets }, { now }) => {
      const send = createSendWebhook({
        findProfile: createProfiles(dynamo, env.RECIPIENTS_TABLE).get,
        readMasterSecret: createReadSecret(secrets, env.WEBHOOK_SECRET_ARN, now),
        allowLoopback: env.WEBHOOK_ALLOW_LOOPBACK,
        now,
        http,
      });
      // Each user has a receiver of their own: one that is out says nothing of the next.
      return [{ name: 'WEBHOOK', send, feedbackWithinSeconds: 0, isShared: false }];
    },
  });

export const webhookWorker = createWebhookWorker(realHttp);

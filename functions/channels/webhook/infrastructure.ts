import type { BuildChannel } from '#functions/channels/infrastructure.ts';
import { grantReadSecret } from '#lib/constructs/grant-read-secret.ts';
import type { WebhookEnv } from './env.ts';

/** Nothing of its own: the lanes read whom they tell, and the secret that signs it. */
export const build: BuildChannel<WebhookEnv> = (
  _scope,
  { settings, recipients, webhookSecret },
) => ({
  environment: {
    RECIPIENTS_TABLE: recipients.tableName,
    WEBHOOK_SECRET_ARN: webhookSecret.secretArn,
    WEBHOOK_ALLOW_LOOPBACK: String(settings.webhooks.allowLoopback),
  },
  grantSend: (lanes) => {
    recipients.grant(lanes, 'dynamodb:GetItem');
    grantReadSecret(webhookSecret, lanes);
  },
});

import type { BuildChannel } from '#functions/channels/infrastructure.ts';
import { grantReadSecret } from '#lib/constructs/grant-read-secret.ts';
import { grantOnItems } from '#lib/constructs/table-grants.ts';
import type { WebhookEnv } from './env.ts';

/** Nothing of its own: the lanes read whom they tell, and the secret that signs it. */
export const build: BuildChannel<WebhookEnv> = (
  _scope,
  { settings, recipients, webhookSecret },
) => ({
  providers: [{ name: 'WEBHOOK', isShared: false }],
  environment: {
    RECIPIENTS_TABLE: recipients.tableName,
    WEBHOOK_SECRET_ARN: webhookSecret.secretArn,
    WEBHOOK_ALLOW_LOOPBACK: String(settings.webhooks.allowLoopback),
  },
  grantSend: (lanes) => {
    grantOnItems(recipients, lanes, 'GetItem');
    grantReadSecret(webhookSecret, lanes);
  },
});

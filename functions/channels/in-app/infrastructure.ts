import type { BuildChannel } from '#functions/channels/infrastructure.ts';
import type { InAppEnv } from './env.ts';

/** The inboxes: the lanes add items and read none. */
export const build: BuildChannel<InAppEnv> = (_scope, { settings, inbox }) => ({
  providers: [{ name: 'INBOX', isShared: false }],
  environment: {
    INBOX_TABLE: inbox.tableName,
    RETENTION_DAYS: String(settings.retentionDays),
  },
  grantSend: (lanes) => {
    inbox.grant(lanes, 'dynamodb:PutItem');
  },
});

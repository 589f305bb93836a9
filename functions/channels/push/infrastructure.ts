import type { BuildChannel } from '#functions/channels/infrastructure.ts';
import { grantOnPushEndpoints } from '#lib/constructs/push-applications.ts';
import { grantOnItems } from '#lib/constructs/table-grants.ts';
import type { PushEnv } from './env.ts';

/** Nothing of its own: the lanes send to the stage's platform applications, and forget devices that are gone. */
export const build: BuildChannel<PushEnv> = (_scope, { settings, recipients }) => ({
  providers: [{ name: 'SNS', isShared: true }],
  environment: { RECIPIENTS_TABLE: recipients.tableName },
  grantSend: (lanes) => {
    grantOnItems(recipients, lanes, 'GetItem', 'UpdateItem');
    grantOnPushEndpoints(settings, lanes, 'Publish', 'DeleteEndpoint');
  },
});

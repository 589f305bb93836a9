import { pushApplicationsOf } from '#functions/channels/push/env.ts';
import {
  createEndpointClient,
  createPlatformEndpoints,
} from '#functions/channels/push/platform-endpoints.ts';
import { createDynamo, createSecretsManager } from '#platform/clients.ts';
import { createPutDevices } from '#platform/devices-table.ts';
import { createPublishEngagement } from '#platform/engagement-publisher.ts';
import { createFormerOwners } from '#platform/former-owners.ts';
import { httpService } from '#platform/http-handler.ts';
import { createInboxTable } from '#platform/inbox-table.ts';
import { createPreferencesTable } from '#platform/preferences-table.ts';
import { createProfiles } from '#platform/profiles.ts';
import { createReadSecret } from '#platform/read-secret.ts';
import { createReadNotificationsOf } from '#platform/recipient-index.ts';
import { createRevokeLinks } from '#platform/revoke-links.ts';
import type { Route } from '#platform/route.ts';
import { createSuppressions } from '#platform/suppressions.ts';
import { tell } from '#platform/telemetry.ts';
import { createPutWebhookSecretVersions } from '#platform/webhook-secret-versions.ts';
import { categories } from '#templates/categories.ts';
import { type DeviceRoutesDeps, deviceRoutes } from './devices/routes.ts';
import { UsersEnv } from './env.ts';
import { type ImportRoutesDeps, importRoutes } from './import/routes.ts';
import { type InboxRoutesDeps, inboxRoutes } from './inbox/routes.ts';
import { createTellEngagement } from './inbox/tell-engagement.ts';
import { type LinkRoutesDeps, linkRoutes } from './links/routes.ts';
import { type UserNotificationRoutesDeps, userNotificationRoutes } from './notifications/routes.ts';
import { type PreferenceRoutesDeps, preferenceRoutes } from './preferences/routes.ts';
import { type UserRoutesDeps, userRoutes } from './profiles/routes.ts';
import { type SuppressionRoutesDeps, suppressionRoutes } from './suppressions/routes.ts';
import { type WebhookSecretRoutesDeps, webhookSecretRoutes } from './webhook-secret/routes.ts';

type UsersDeps = UserRoutesDeps &
  ImportRoutesDeps &
  SuppressionRoutesDeps &
  DeviceRoutesDeps &
  WebhookSecretRoutesDeps &
  LinkRoutesDeps &
  PreferenceRoutesDeps &
  InboxRoutesDeps &
  UserNotificationRoutesDeps;

/** Every route of the users function. */
export const usersRoutes: readonly Route<UsersDeps>[] = [
  ...userRoutes,
  ...importRoutes,
  ...deviceRoutes,
  ...webhookSecretRoutes,
  ...linkRoutes,
  ...preferenceRoutes,
  ...inboxRoutes,
  ...userNotificationRoutes,
  ...suppressionRoutes,
];

/** The function behind everything under /users and /suppressions. */
export const usersService = httpService({
  env: UsersEnv,
  clients: () => ({
    dynamo: createDynamo(),
    secrets: createSecretsManager(),
    sns: createEndpointClient(),
  }),
  build: (env, { dynamo, secrets, sns }, runtime): UsersDeps => ({
    profiles: createProfiles(dynamo, env.RECIPIENTS_TABLE),
    putDevices: createPutDevices(dynamo, env.RECIPIENTS_TABLE),
    endpoints: createPlatformEndpoints(sns),
    formerOwners: createFormerOwners(dynamo, env.RECIPIENTS_TABLE, runtime.now),
    pushApplications: pushApplicationsOf(env),
    allowLoopbackWebhooks: env.WEBHOOK_ALLOW_LOOPBACK,
    putWebhookSecretVersions: createPutWebhookSecretVersions(dynamo, env.RECIPIENTS_TABLE),
    readWebhookMasterSecret: createReadSecret(secrets, env.WEBHOOK_SECRET_ARN, runtime.now),
    revokeLinks: createRevokeLinks(dynamo, env.RECIPIENTS_TABLE),
    preferences: createPreferencesTable(dynamo, env.RECIPIENTS_TABLE),
    suppressions: createSuppressions(dynamo, env.RECIPIENTS_TABLE),
    onFailure: (line, error) => tell('line-not-imported', { line }, error),
    inbox: createInboxTable(dynamo, env.INBOX_TABLE),
    tellEngagement: createTellEngagement(createPublishEngagement(sns, env.FEEDBACK_TOPIC_ARN)),
    readNotificationsOf: createReadNotificationsOf(dynamo, env.NOTIFICATIONS_TABLE, runtime),
    categories,
    quietHoursByDefault: env.QUIET_HOURS,
    now: runtime.now,
  }),
  routes: usersRoutes,
});

import { ingressPaths } from '#functions/ingress/paths.ts';
import { createDynamo, createScheduler, createSecretsManager } from '#platform/clients.ts';
import { httpService } from '#platform/http-handler.ts';
import { createInboxTable } from '#platform/inbox-table.ts';
import { createNotificationsTable } from '#platform/notifications-table.ts';
import { createPreferencesTable } from '#platform/preferences-table.ts';
import { createProfiles } from '#platform/profiles.ts';
import { createReadSecret } from '#platform/read-secret.ts';
import { createReadNotificationsOf } from '#platform/recipient-index.ts';
import type { Route } from '#platform/route.ts';
import { createCancelSchedule } from '#platform/scheduler.ts';
import { createPutWebhookSecretVersions } from '#platform/webhook-secret-versions.ts';
import { categories } from '#templates/categories.ts';
import { templates } from '#templates/index.ts';
import { ApiEnv } from './env.ts';
import { type InboxRoutesDeps, inboxRoutes } from './inbox/routes.ts';
import { type NotificationRoutesDeps, notificationRoutes } from './notifications/routes.ts';
import { type PreferenceRoutesDeps, preferenceRoutes } from './preferences/routes.ts';
import { type TemplateRoutesDeps, templateRoutes } from './templates/routes.ts';
import { type UserRoutesDeps, userRoutes } from './users/routes.ts';
import { type WebhookSecretRoutesDeps, webhookSecretRoutes } from './webhook-secret/routes.ts';

type ApiDeps = NotificationRoutesDeps &
  UserRoutesDeps &
  WebhookSecretRoutesDeps &
  PreferenceRoutesDeps &
  InboxRoutesDeps &
  TemplateRoutesDeps;

/** Every route of the api function. */
export const apiRoutes: readonly Route<ApiDeps>[] = [
  ...notificationRoutes,
  ...userRoutes,
  ...webhookSecretRoutes,
  ...preferenceRoutes,
  ...inboxRoutes,
  ...templateRoutes,
];

/** The function behind everything but the door: status, users, preferences, inboxes, templates. */
export const apiService = httpService({
  env: ApiEnv,
  clients: () => ({
    dynamo: createDynamo(),
    scheduler: createScheduler(),
    secrets: createSecretsManager(),
  }),
  build: (env, { dynamo, scheduler, secrets }, runtime): ApiDeps => ({
    notifications: createNotificationsTable(dynamo, env.NOTIFICATIONS_TABLE),
    readNotificationsOf: createReadNotificationsOf(dynamo, env.NOTIFICATIONS_TABLE, runtime),
    profiles: createProfiles(dynamo, env.RECIPIENTS_TABLE),
    allowLoopbackWebhooks: env.WEBHOOK_ALLOW_LOOPBACK,
    putWebhookSecretVersions: createPutWebhookSecretVersions(dynamo, env.RECIPIENTS_TABLE),
    readWebhookMasterSecret: createReadSecret(secrets, env.WEBHOOK_SECRET_ARN, runtime.now),
    preferences: createPreferencesTable(dynamo, env.RECIPIENTS_TABLE),
    inbox: createInboxTable(dynamo, env.INBOX_TABLE),
    cancelSchedule: createCancelSchedule(scheduler, env.SCHEDULE_GROUP),
    templates,
    categories,
    now: runtime.now,
  }),
  routes: apiRoutes,
  elsewhere: ingressPaths,
});

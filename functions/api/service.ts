import { ingressPaths } from '#functions/ingress/paths.ts';
import { simulatePath } from '#functions/simulate/paths.ts';
import { createDynamo, createScheduler } from '#platform/clients.ts';
import { httpService } from '#platform/http-handler.ts';
import { createNotificationsTable } from '#platform/notifications-table.ts';
import type { Route } from '#platform/route.ts';
import { createCancelSchedule } from '#platform/scheduler.ts';
import { categories } from '#templates/categories.ts';
import { templates } from '#templates/index.ts';
import { ApiEnv } from './env.ts';
import type { CancelNotificationDeps } from './notifications/cancel-notification.ts';
import { notificationRoutes } from './notifications/routes.ts';
import { type TemplateRoutesDeps, templateRoutes } from './templates/routes.ts';

type ApiDeps = CancelNotificationDeps & TemplateRoutesDeps;

/** Every route of the api function. */
export const apiRoutes: readonly Route<ApiDeps>[] = [...notificationRoutes, ...templateRoutes];

/** The function behind what is neither sent nor about a user: status, cancelling, templates. */
export const apiService = httpService({
  env: ApiEnv,
  clients: () => ({ dynamo: createDynamo(), scheduler: createScheduler() }),
  build: (env, { dynamo, scheduler }, runtime): ApiDeps => ({
    notifications: createNotificationsTable(dynamo, env.NOTIFICATIONS_TABLE),
    cancelSchedule: createCancelSchedule(scheduler, env.SCHEDULE_GROUP),
    templates,
    categories,
    now: runtime.now,
  }),
  routes: apiRoutes,
  elsewhere: [...ingressPaths, simulatePath],
});

import { ingressPaths } from '#functions/ingress/paths.ts';
import { simulatePath } from '#functions/simulate/paths.ts';
import { createDynamo, createScheduler } from '#platform/clients.ts';
import { httpService } from '#platform/http-handler.ts';
import { createNotificationsTable } from '#platform/notifications-table.ts';
import type { Route } from '#platform/route.ts';
import { createCancelSchedule } from '#platform/scheduler.ts';
import { ApiEnv } from './env.ts';
import type { CancelNotificationDeps } from './notifications/cancel-notification.ts';
import { notificationRoutes } from './notifications/routes.ts';

/** Every route of the api function. */
export const apiRoutes: readonly Route<CancelNotificationDeps>[] = [...notificationRoutes];

/** The function behind what is neither sent nor about anything else: status and cancelling. */
export const apiService = httpService({
  env: ApiEnv,
  clients: () => ({ dynamo: createDynamo(), scheduler: createScheduler() }),
  build: (env, { dynamo, scheduler }, runtime): CancelNotificationDeps => ({
    notifications: createNotificationsTable(dynamo, env.NOTIFICATIONS_TABLE),
    cancelSchedule: createCancelSchedule(scheduler, env.SCHEDULE_GROUP),
    now: runtime.now,
  }),
  routes: apiRoutes,
  elsewhere: [...ingressPaths, simulatePath],
});

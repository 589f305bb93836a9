import { ingressPaths } from '#functions/ingress/paths.ts';
import { simulatePath } from '#functions/simulate/paths.ts';
import { createChannelsTable, readChannels } from '#platform/channels-table.ts';
import { createDynamo, createScheduler, createSns } from '#platform/clients.ts';
import { createPublishEngagement } from '#platform/engagement-publisher.ts';
import { createEventPublisher } from '#platform/event-publisher.ts';
import { httpService } from '#platform/http-handler.ts';
import { createNotificationsTable } from '#platform/notifications-table.ts';
import type { Route } from '#platform/route.ts';
import { createCancelSchedule } from '#platform/scheduler.ts';
import { type ChannelRoutesDeps, channelRoutes } from './channels/routes.ts';
import { ApiEnv } from './env.ts';
import type { CancelNotificationDeps } from './notifications/cancel-notification.ts';
import { type EngagementRouteDeps, engagementRoute } from './notifications/engagement-route.ts';
import { notificationRoutes } from './notifications/routes.ts';

type ApiDeps = CancelNotificationDeps & EngagementRouteDeps & ChannelRoutesDeps;

/** Every route of the api function. */
export const apiRoutes: readonly Route<ApiDeps>[] = [
  ...notificationRoutes,
  engagementRoute,
  ...channelRoutes,
];

/** The function behind what is neither sent nor about anything else: status, cancelling, and the channels. */
export const apiService = httpService({
  env: ApiEnv,
  clients: () => ({ dynamo: createDynamo(), scheduler: createScheduler(), sns: createSns() }),
  build: (env, { dynamo, scheduler, sns }, runtime): ApiDeps => ({
    notifications: createNotificationsTable(dynamo, env.NOTIFICATIONS_TABLE),
    publishEngagement: createPublishEngagement(sns, env.FEEDBACK_TOPIC_ARN),
    cancelSchedule: createCancelSchedule(scheduler, env.SCHEDULE_GROUP),
    publish: createEventPublisher(sns, env.EVENTS_TOPIC_ARN, runtime),
    table: createChannelsTable(dynamo, env.CHANNELS_TABLE),
    readChannels: (names) => readChannels(dynamo, env.CHANNELS_TABLE, names, runtime),
    providers: env.CHANNEL_PROVIDERS,
    now: runtime.now,
  }),
  routes: apiRoutes,
  elsewhere: [...ingressPaths, simulatePath],
});

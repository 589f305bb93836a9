import { isLimited } from '#core/decide-input.ts';
import { RequestMessage } from '#core/messages.ts';
import { speedOf } from '#core/priority.ts';
import { routedBy } from '#core/template.ts';
import { channels } from '#functions/channels/index.ts';
import { createDynamo, createScheduler, createSns, createSqs } from '#platform/clients.ts';
import { createEventPublisher } from '#platform/event-publisher.ts';
import { createNotificationsTable } from '#platform/notifications-table.ts';
import { queueWorker } from '#platform/queue-worker.ts';
import { createScheduleRequest, scheduleSettings } from '#platform/scheduler.ts';
import { createWriteUsage } from '#platform/usage-logs.ts';
import { categories } from '#templates/categories.ts';
import { templates } from '#templates/index.ts';
import { recipientLimits } from './count-uses.ts';
import { createEnqueueDeliveries } from './enqueue-deliveries.ts';
import { RouterEnv } from './env.ts';
import { createLoadRouteContext } from './load-route-context.ts';
import { createParkRequest } from './park-request.ts';
import { routeNotifications } from './route-notifications.ts';
import { createScheduleRelease } from './schedule-release.ts';
import { createWriteRoute } from './write-route.ts';

/** Requests in, deliveries out: who hears it, by which channel, and why. */
export const routerWorker = queueWorker({
  env: RouterEnv,
  message: RequestMessage,
  clients: () => ({
    dynamo: createDynamo(),
    sqs: createSqs(),
    sns: createSns(),
    scheduler: createScheduler(),
  }),
  build: (env, { dynamo, sqs, sns, scheduler }, runtime) => {
    const notifications = createNotificationsTable(dynamo, env.NOTIFICATIONS_TABLE);
    const publish = createEventPublisher(sns, env.EVENTS_TOPIC_ARN, runtime);
    const tables = { notifications: env.NOTIFICATIONS_TABLE, recipients: env.RECIPIENTS_TABLE };
    const limits = env.RECIPIENT_LIMITS && recipientLimits(categories, env.RECIPIENT_LIMITS);
    const limited = (message: RequestMessage) =>
      isLimited({
        category: categories.get(routedBy(message, templates)?.category ?? ''),
        priority: message.priority,
        limits,
      });
    return {
      channels,
      templates,
      categories,
      recipientLimits: limits,
      load: createLoadRouteContext(dynamo, tables, runtime, limited),
      writeUsage: createWriteUsage(dynamo, env.RECIPIENTS_TABLE),
      write: createWriteRoute(notifications, runtime.now),
      enqueue: createEnqueueDeliveries(sqs, env.LANE_URLS, runtime),
      publish,
      park: createParkRequest(notifications, publish, runtime.now),
      scheduleRelease: createScheduleRelease(
        createScheduleRequest(scheduler, scheduleSettings(env)),
        runtime.now,
      ),
      quietHoursByDefault: env.QUIET_HOURS,
      now: runtime.now,
      random: runtime.random,
    };
  },
  speedOf: (message) => speedOf(message.priority),
  handle: routeNotifications,
  park: (message, cause, deps) => deps.park(message, cause),
});

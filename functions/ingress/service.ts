import { createFindTemplates } from '#functions/stored-templates/find-templates.ts';
import { createReadTemplates } from '#functions/stored-templates/read-templates.ts';
import { createDynamo, createScheduler, createSqs } from '#platform/clients.ts';
import { createFindRecipients } from '#platform/find-recipients.ts';
import { httpService } from '#platform/http-handler.ts';
import { createNotificationsTable } from '#platform/notifications-table.ts';
import { createScheduleRequest, scheduleSettings } from '#platform/scheduler.ts';
import { count, tell } from '#platform/telemetry.ts';
import { categories } from '#templates/categories.ts';
import { templates } from '#templates/index.ts';
import { createCallerLimit } from './caller-limit.ts';
import { createEnqueueRequests } from './enqueue-requests.ts';
import { IngressEnv } from './env.ts';
import { createIdempotency } from './idempotency.ts';
import { createResends } from './resends.ts';
import { ingressRoutes } from './routes.ts';

/** The door's function: accepts sends, keeps them, and queues or schedules them. */
export const ingressService = httpService({
  env: IngressEnv,
  clients: () => ({ dynamo: createDynamo(), sqs: createSqs(), scheduler: createScheduler() }),
  build: (env, { dynamo, sqs, scheduler }, runtime) => {
    const notifications = createNotificationsTable(
      dynamo,
      env.NOTIFICATIONS_TABLE,
      env.RETENTION_DAYS,
    );
    const requestsQueueUrl = {
      express: env.EXPRESS_REQUESTS_QUEUE_URL,
      standard: env.STANDARD_REQUESTS_QUEUE_URL,
    };
    const read = createReadTemplates(dynamo, env.TEMPLATES_TABLE);
    return {
      findTemplates: createFindTemplates({ templates, read, now: runtime.now }),
      categories,
      overrideCallers: env.OVERRIDE_CALLERS,
      attachmentBuckets: new Set(env.ATTACHMENT_BUCKETS),
      now: runtime.now,
      randomBytes: runtime.randomBytes,
      create: notifications.create,
      takeBack: notifications.takeBack,
      resends: createResends(notifications),
      schedule: createScheduleRequest(scheduler, scheduleSettings(env)),
      idempotency: createIdempotency(dynamo, env.IDEMPOTENCY_TABLE),
      limitCaller: createCallerLimit({
        dynamo,
        table: env.IDEMPOTENCY_TABLE,
        perMinute: env.SENDS_PER_CALLER_AND_MINUTE,
        now: runtime.now,
        onError: (error) => tell('caller-not-counted', {}, error),
      }),
      countAccepted: (times) => count('notification-accepted', times),
      findRecipients: createFindRecipients(dynamo, env.RECIPIENTS_TABLE, runtime),
      enqueue: createEnqueueRequests(sqs, requestsQueueUrl, runtime),
    };
  },
  routes: ingressRoutes,
  onInvocation: (context, deps) => deps.idempotency.onInvocation(context),
});

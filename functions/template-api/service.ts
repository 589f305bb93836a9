import { createCountsReader } from '#functions/analytics/counts-reader.ts';
import { channels } from '#functions/channels/index.ts';
import { createRenderer } from '#functions/delivery/render.ts';
import { withBrand } from '#functions/delivery/render-stationery.ts';
import { createEnqueueRequests } from '#functions/ingress/enqueue-requests.ts';
import { createResends } from '#functions/ingress/resends.ts';
import { compileInThread } from '#functions/mjml/compile-in-thread.ts';
import { createPrepareVersion } from '#functions/stored-templates/render-version.ts';
import { createTemplatesTable } from '#functions/stored-templates/templates-table.ts';
import { createDynamo, createSqs } from '#platform/clients.ts';
import { createFindRecipients } from '#platform/find-recipients.ts';
import { httpService } from '#platform/http-handler.ts';
import { createNotificationsTable } from '#platform/notifications-table.ts';
import type { Route } from '#platform/route.ts';
import { categories } from '#templates/categories.ts';
import { stationery, templates } from '#templates/index.ts';
import type { CheckDraft } from './check-draft.ts';
import { createCodeVersionOf } from './code-versions.ts';
import { diffRoutes } from './diff-routes.ts';
import { TemplateApiEnv } from './env.ts';
import { type ExperimentRoutesDeps, experimentRoutes } from './experiments/experiment-routes.ts';
import { languageRoutes } from './language-routes.ts';
import { mjmlOf } from './mjml-of.ts';
import { previewRoutes } from './preview-routes.ts';
import { readRoutes } from './read-routes.ts';
import { testRoutes } from './test-routes.ts';
import type { TestSendDeps } from './test-send.ts';
import { writeRoutes } from './write-routes.ts';

/** Every route under /templates. */
export const templateRoutes: readonly Route<TestSendDeps & ExperimentRoutesDeps>[] = [
  ...readRoutes,
  ...writeRoutes,
  ...previewRoutes,
  ...diffRoutes,
  ...languageRoutes,
  ...testRoutes,
  ...experimentRoutes,
];

/** The function behind /templates: what a send may name, and making more of it. */
export const templateService = httpService({
  env: TemplateApiEnv,
  clients: () => ({ dynamo: createDynamo(), sqs: createSqs() }),
  build: (env, { dynamo, sqs }, runtime): TestSendDeps & ExperimentRoutesDeps => {
    const { now } = runtime;
    const notifications = createNotificationsTable(
      dynamo,
      env.NOTIFICATIONS_TABLE,
      env.RETENTION_DAYS,
    );
    const senders = new Set(env.SENDER_IDS);
    const attachmentBuckets = new Set(env.ATTACHMENT_BUCKETS);
    const own = withBrand(stationery, env.BRAND);
    let check: Promise<CheckDraft> | undefined;
    const table = createTemplatesTable(dynamo, env.TEMPLATES_TABLE);
    return {
      table,
      codeVersionOf: createCodeVersionOf({ table, now }),
      checkDraft: async (body) => {
        check ??= import('./check-draft.ts').then(({ createCheckDraft }) =>
          createCheckDraft({ channels, categories, stationery: own, senders, attachmentBuckets }),
        );
        return (await check)(body, await compileInThread(mjmlOf(body)));
      },
      countsOf: createCountsReader(dynamo, env.ANALYTICS_TABLE),
      templates,
      categories,
      render: createRenderer(templates, own),
      prepareVersion: createPrepareVersion(own),
      publicUrl: env.PUBLIC_URL,
      now,
      door: {
        categories,
        overrideCallers: new Set(),
        attachmentBuckets,
        findRecipients: createFindRecipients(dynamo, env.RECIPIENTS_TABLE, runtime),
        create: notifications.create,
        takeBack: notifications.takeBack,
        resends: createResends(notifications),
        // A test waits behind nobody.
        enqueue: createEnqueueRequests(
          sqs,
          {
            express: env.EXPRESS_REQUESTS_QUEUE_URL,
            standard: env.EXPRESS_REQUESTS_QUEUE_URL,
          },
          runtime,
        ),
        // A test is sent at once.
        schedule: () => Promise.reject(new Error('A test is never scheduled')),
        now,
        randomBytes: runtime.randomBytes,
      },
    };
  },
  routes: templateRoutes,
});

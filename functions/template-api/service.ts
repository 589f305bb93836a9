import { channels } from '#functions/channels/index.ts';
import { createRenderer } from '#functions/delivery/render.ts';
import { createPrepareVersion } from '#functions/stored-templates/render-version.ts';
import { createTemplatesTable } from '#functions/stored-templates/templates-table.ts';
import { createDynamo } from '#platform/clients.ts';
import { httpService } from '#platform/http-handler.ts';
import type { Route } from '#platform/route.ts';
import { categories } from '#templates/categories.ts';
import { stationery, templates } from '#templates/index.ts';
import type { CheckDraft } from './check-draft.ts';
import { diffRoutes } from './diff-routes.ts';
import { TemplateApiEnv } from './env.ts';
import { previewRoutes } from './preview-routes.ts';
import { readRoutes } from './read-routes.ts';
import type { TemplateRoutesDeps } from './template-deps.ts';
import { writeRoutes } from './write-routes.ts';

/** Every route under /templates. */
export const templateRoutes: readonly Route<TemplateRoutesDeps>[] = [
  ...readRoutes,
  ...writeRoutes,
  ...previewRoutes,
  ...diffRoutes,
];

/** The function behind /templates: what a send may name, and making more of it. */
export const templateService = httpService({
  env: TemplateApiEnv,
  clients: () => ({ dynamo: createDynamo() }),
  build: (env, { dynamo }, { now }): TemplateRoutesDeps => {
    let check: Promise<CheckDraft> | undefined;
    return {
      table: createTemplatesTable(dynamo, env.TEMPLATES_TABLE),
      checkDraft: async (body) => {
        check ??= import('./check-draft.ts').then(({ createCheckDraft }) =>
          createCheckDraft({ channels, categories, stationery }),
        );
        return (await check)(body);
      },
      templates,
      categories,
      render: createRenderer(templates, stationery),
      prepareVersion: createPrepareVersion(stationery),
      publicUrl: env.PUBLIC_URL,
      now,
    };
  },
  routes: templateRoutes,
});

import { channels } from '#functions/channels/index.ts';
import { createRenderer } from '#functions/delivery/render.ts';
import { createDynamo } from '#platform/clients.ts';
import { createFindRecipients } from '#platform/find-recipients.ts';
import { httpService } from '#platform/http-handler.ts';
import { categories } from '#templates/categories.ts';
import { stationery, templates } from '#templates/index.ts';
import { SimulateEnv } from './env.ts';
import { previewLinks } from './preview-links.ts';
import { simulateRoutes } from './routes.ts';
import type { SimulateDeps } from './simulate-notification.ts';

/** The function that says what a send would come to: it reads recipients, and can do nothing else. */
export const simulateService = httpService({
  env: SimulateEnv,
  clients: () => ({ dynamo: createDynamo() }),
  build: (env, { dynamo }, runtime): SimulateDeps => ({
    channels,
    templates,
    categories,
    overrideCallers: env.OVERRIDE_CALLERS,
    quietHoursByDefault: env.QUIET_HOURS,
    findRecipients: createFindRecipients(dynamo, env.RECIPIENTS_TABLE, runtime),
    render: previewLinks({
      render: createRenderer(templates, stationery),
      templates,
      categories,
      publicUrl: env.PUBLIC_URL,
    }),
    now: runtime.now,
  }),
  routes: simulateRoutes,
});

import { routedBy } from '#core/template.ts';
import { channels } from '#functions/channels/index.ts';
import { createRenderer } from '#functions/delivery/render.ts';
import { withBrand } from '#functions/delivery/render-stationery.ts';
import { recipientLimits } from '#functions/router/count-uses.ts';
import { createFindTemplates } from '#functions/stored-templates/find-templates.ts';
import { createLoadRenderer } from '#functions/stored-templates/load-renderer.ts';
import { createReadTemplates } from '#functions/stored-templates/read-templates.ts';
import { createPrepareVersion } from '#functions/stored-templates/render-version.ts';
import { createDynamo } from '#platform/clients.ts';
import { createFindRecipients } from '#platform/find-recipients.ts';
import { httpService } from '#platform/http-handler.ts';
import { createReadUsage } from '#platform/usage-logs.ts';
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
  build: (env, { dynamo }, runtime): SimulateDeps => {
    const read = createReadTemplates(dynamo, env.TEMPLATES_TABLE);
    const own = withBrand(stationery, env.BRAND);
    const inCode = createRenderer(templates, own);
    const prepareVersion = createPrepareVersion(own);
    const load = createLoadRenderer({ read, inCode, prepareVersion, now: runtime.now });
    return {
      channels,
      templates,
      categories,
      overrideCallers: env.OVERRIDE_CALLERS,
      attachmentBuckets: new Set(env.ATTACHMENT_BUCKETS),
      quietHoursByDefault: env.QUIET_HOURS,
      recipientLimits: env.RECIPIENT_LIMITS && recipientLimits(categories, env.RECIPIENT_LIMITS),
      readUsage: createReadUsage(dynamo, env.RECIPIENTS_TABLE),
      findRecipients: createFindRecipients(dynamo, env.RECIPIENTS_TABLE, runtime),
      findTemplates: createFindTemplates({ templates, read, now: runtime.now }),
      loadRenderer: async (message) => {
        const render = await load(message);
        const category = categories.get(routedBy(message, templates)?.category ?? '');
        return render && previewLinks({ render, category, publicUrl: env.PUBLIC_URL });
      },
      now: runtime.now,
    };
  },
  routes: simulateRoutes,
});

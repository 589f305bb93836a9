import { createCountsReader } from '#functions/analytics/counts-reader.ts';
import { createDynamo } from '#platform/clients.ts';
import { httpService } from '#platform/http-handler.ts';
import { AnalyticsApiEnv } from './env.ts';
import { type SummaryRouteDeps, summaryRoute } from './summary-route.ts';

/** Every route under /analytics. */
export const analyticsRoutes = [summaryRoute];

/** The function behind everything under /analytics. */
export const analyticsService = httpService({
  env: AnalyticsApiEnv,
  clients: () => ({ dynamo: createDynamo() }),
  build: (env, { dynamo }): SummaryRouteDeps => ({
    countsOf: createCountsReader(dynamo, env.ANALYTICS_TABLE),
  }),
  routes: analyticsRoutes,
});

import type { Construct } from 'constructs';
import type { AnalyticsApiEnv } from '#functions/analytics/api/env.ts';
import type { DataStack } from '#lib/stacks/data-stack.ts';
import { type FunctionDefaults, NodeFunction } from './node-function.ts';
import { grantOnItems } from './table-grants.ts';

interface AnalyticsApiProps {
  readonly data: DataStack;
  readonly defaults: FunctionDefaults;
}

/** The function behind /analytics. */
export const analyticsApi = (
  scope: Construct,
  { data, defaults }: AnalyticsApiProps,
): NodeFunction<AnalyticsApiEnv> => {
  const api = new NodeFunction<AnalyticsApiEnv>(scope, 'AnalyticsApi', {
    bundle: 'analytics-api',
    environment: { ANALYTICS_TABLE: data.analytics.tableName },
    defaults,
    whoIsHurt: 'Nobody can see in numbers what became of notifications.',
  });
  grantOnItems(data.analytics, api.lambda, 'Query');
  return api;
};

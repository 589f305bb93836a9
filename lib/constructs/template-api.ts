import type { Construct } from 'constructs';
import type { TemplateApiEnv } from '#functions/template-api/env.ts';
import type { DataStack } from '#lib/stacks/data-stack.ts';
import { templateIndex } from '#platform/table-keys.ts';
import { type FunctionDefaults, NodeFunction } from './node-function.ts';
import { grantOnItems, grantQueryIndex } from './table-grants.ts';

interface TemplateApiProps {
  readonly data: DataStack;
  readonly publicUrl: string;
  readonly defaults: FunctionDefaults;
}

/** The function behind /templates. */
export const templateApi = (
  scope: Construct,
  { data, publicUrl, defaults }: TemplateApiProps,
): NodeFunction<TemplateApiEnv> => {
  const api = new NodeFunction<TemplateApiEnv>(scope, 'TemplateApi', {
    bundle: 'template-api',
    environment: { TEMPLATES_TABLE: data.templates.tableName, PUBLIC_URL: publicUrl },
    defaults,
    whoIsHurt: 'Nobody can see the templates, or publish a new one; what is published is sent.',
  });
  grantOnItems(data.templates, api.lambda, 'GetItem', 'PutItem', 'Query');
  grantQueryIndex(data.templates, api.lambda, templateIndex.name);
  return api;
};

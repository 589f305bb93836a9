import type { Construct } from 'constructs';
import type { TemplateApiEnv } from '#functions/template-api/env.ts';
import { attachmentEnvironment } from '#lib/attachment-environment.ts';
import { brandEnvironment } from '#lib/brand-environment.ts';
import type { DataStack } from '#lib/stacks/data-stack.ts';
import type { PipelineStack } from '#lib/stacks/pipeline-stack.ts';
import type { StageSettings } from '#lib/stage-settings.ts';
import { templateIndex } from '#platform/table-keys.ts';
import { type FunctionDefaults, NodeFunction } from './node-function.ts';
import { grantOnItems, grantQueryIndex } from './table-grants.ts';

interface TemplateApiProps {
  readonly settings: StageSettings;
  readonly data: DataStack;
  readonly pipeline: PipelineStack;
  readonly publicUrl: string;
  readonly defaults: FunctionDefaults;
}

/** The function behind /templates. */
export const templateApi = (
  scope: Construct,
  { settings, data, pipeline, publicUrl, defaults }: TemplateApiProps,
): NodeFunction<TemplateApiEnv> => {
  const api = new NodeFunction<TemplateApiEnv>(scope, 'TemplateApi', {
    bundle: 'template-api',
    environment: {
      TEMPLATES_TABLE: data.templates.tableName,
      ANALYTICS_TABLE: data.analytics.tableName,
      RECIPIENTS_TABLE: data.recipients.tableName,
      NOTIFICATIONS_TABLE: data.notifications.tableName,
      EXPRESS_REQUESTS_QUEUE_URL: pipeline.requests.express.queue.queueUrl,
      PUBLIC_URL: publicUrl,
      RETENTION_DAYS: String(settings.retentionDays),
      ...(settings.senders === undefined
        ? {}
        : { SENDER_IDS: JSON.stringify(Object.keys(settings.senders)) }),
      ...attachmentEnvironment(settings),
      ...brandEnvironment(settings),
    },
    defaults,
    whoIsHurt: 'Nobody can see the templates, or publish a new one; what is published is sent.',
  });
  const { lambda } = api;
  grantOnItems(data.templates, lambda, 'GetItem', 'PutItem', 'Query');
  grantQueryIndex(data.templates, lambda, templateIndex.name);
  grantOnItems(data.analytics, lambda, 'Query');
  // A test goes the way of any send.
  grantOnItems(data.recipients, lambda, 'BatchGetItem');
  grantOnItems(data.notifications, lambda, 'GetItem', 'PutItem', 'DeleteItem');
  pipeline.requests.express.queue.grant(lambda, 'sqs:SendMessage');
  return api;
};

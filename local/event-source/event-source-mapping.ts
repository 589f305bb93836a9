import * as z from 'zod';
import type { Resource } from '#local/cloudformation/resolve-assembly.ts';
import { functionNameOf } from '#local/lambda/function-definition.ts';

/** A queue that a function reads, and how. */
export interface EventSourceMapping {
  readonly queueName: string;
  readonly queueArn: string;
  readonly region: string;
  readonly functionName: string;
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  readonly reportsBatchItemFailures: boolean;
  /** Invocations at a time; undefined for no limit. */
  readonly maximumConcurrency: number | undefined;
}

const MappingProperties = z.strictObject({
  EventSourceArn: z.string().startsWith('arn:aws:sqs:', 'only queues are event sources here'),
  FunctionName: z.string(),
  BatchSize: z.coerce.number().int().min(1).max(10_000).default(10),
  MaximumBatchingWindowInSeconds: z.coerce.number().min(0).max(300).default(0),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  ScalingConfig: z.object({ MaximumConcurrency: z.coerce.number().min(2) }).optional(),
  Enabled: z.coerce.boolean().default(true),
  // They describe; they do nothing on one machine.
  Tags: z.unknown().optional(),
  MetricsConfig: z.unknown().optional(),
  KmsKeyArn: z.unknown().optional(),
});

/** Reads every enabled AWS::Lambda::EventSourceMapping of an app. */
export const readEventSourceMappings = (
  resources: readonly Resource[],
): readonly EventSourceMapping[] =>
  resources
    .filter(({ type }) => type === 'AWS::Lambda::EventSourceMapping')
    .map((resource) => ({ resource, properties: MappingProperties.parse(resource.properties) }))
    .filter(({ properties }) => properties.Enabled)
    .map(({ resource, properties }) => ({
      queueName: properties.EventSourceArn.split(':')[5] ?? '',
      queueArn: properties.EventSourceArn,
      region: resource.region,
      functionName: functionNameOf(properties.FunctionName),
      batchSize: properties.BatchSize,
      batchingWindowSeconds: properties.MaximumBatchingWindowInSeconds,
      reportsBatchItemFailures: properties.FunctionResponseTypes.length > 0,
      maximumConcurrency: properties.ScalingConfig?.MaximumConcurrency,
    }));

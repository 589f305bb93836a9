import { expect, test } from 'vitest';
import type { Resource } from '#local/cloudformation/resolve-assembly.ts';
import { readEventSourceMappings } from '#local/event-source/event-source-mapping.ts';

const mapping = (properties: Readonly<Record<string, unknown>>): Resource => ({
  stack: 'Pipeline',
  logicalId: 'Mapping',
  type: 'AWS::Lambda::EventSourceMapping',
  account: '000000000000',
  region: 'us-east-1',
  ref: 'Mapping',
  attributes: {},
  properties: {
    EventSourceArn: 'arn:aws:sqs:us-east-1:000000000000:requests',
    FunctionName: 'router',
    ...properties,
  },
});

test("takes Lambda's defaults where the template says nothing", () => {
  expect(readEventSourceMappings([mapping({})])).toEqual([
    {
      queueName: 'requests',
      queueArn: 'arn:aws:sqs:us-east-1:000000000000:requests',
      region: 'us-east-1',
      functionName: 'router',
      batchSize: 10,
      batchingWindowSeconds: 0,
      reportsBatchItemFailures: false,
      maximumConcurrency: undefined,
    },
  ]);
});

test('reads what the template says', () => {
  const [read] = readEventSourceMappings([
    mapping({
      FunctionName: 'arn:aws:lambda:us-east-1:000000000000:function:router:live',
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 5 },
      Tags: [{ Key: 'a', Value: 'b' }],
    }),
  ]);
  expect(read).toMatchObject({
    functionName: 'router',
    batchSize: 100,
    batchingWindowSeconds: 1,
    reportsBatchItemFailures: true,
    maximumConcurrency: 5,
  });
});

test('leaves out a mapping that is switched off', () => {
  expect(readEventSourceMappings([mapping({ Enabled: false })])).toEqual([]);
});

test.each([
  ['a filter, which it would not apply', { FilterCriteria: { Filters: [] } }],
  ['a source that is no queue', { EventSourceArn: 'arn:aws:kinesis:us-east-1:1:stream/a' }],
])('refuses %s', (_what, properties) => {
  expect(() => readEventSourceMappings([mapping(properties)])).toThrow();
});

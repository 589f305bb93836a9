import { Match } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { eventTypes } from '#core/event-type.ts';
import { uncountedTypes } from '#functions/analytics/count-event.ts';
import { stages } from '#lib/stages.ts';
import { templatesOf } from './synthesize.ts';

const { analytics, operations } = await templatesOf('prod');

test('hears every event that it counts as it was published, and keeps what its queue refuses', () => {
  analytics?.hasResourceProperties('AWS::SNS::Subscription', {
    Protocol: 'sqs',
    TopicArn: { 'Fn::ImportValue': Match.stringLikeRegexp('Pipeline:.*Events') },
    RawMessageDelivery: true,
    FilterPolicy: { type: [{ 'anything-but': [...uncountedTypes] }] },
    RedrivePolicy: {
      deadLetterTargetArn: {
        'Fn::GetAtt': [Match.stringLikeRegexp('^AnalyticsDeadLetterQueue'), 'Arn'],
      },
    },
  });
});

test('does without types that there are, and that count nothing by themselves', () => {
  for (const type of uncountedTypes) expect(eventTypes).toContain(type);
});

test('takes events by the thousand, by two functions at most, for a batch is a write', () => {
  analytics?.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    BatchSize: 1_000,
    MaximumBatchingWindowInSeconds: stages.prod.analytics.gatherSeconds,
    ScalingConfig: { MaximumConcurrency: 2 },
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  });
});

test('asks itself to add up later, and may', () => {
  analytics?.hasResourceProperties('AWS::Lambda::Function', { RecursiveLoop: 'Allow' });
});

test('reads and writes the numbers, and no other table', () => {
  const policies = Object.values(analytics?.findResources('AWS::IAM::Policy') ?? {});
  const text = JSON.stringify(policies);
  expect(text).toMatch(/dynamodb:PutItem","dynamodb:Query/);
  expect(text).not.toMatch(/dynamodb:(Scan|GetItem|UpdateItem|DeleteItem)|sns:Publish/);
  expect(text.match(/Data:ExportsOutput\w+/g)?.every((one) => /Analytics/.test(one))).toBe(true);
});

test('raises an alarm for what was not counted', () => {
  operations?.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'ApproximateNumberOfMessagesVisible',
    AlarmDescription: Match.stringLikeRegexp('^What became of notifications is missing'),
    Threshold: 0,
  });
});

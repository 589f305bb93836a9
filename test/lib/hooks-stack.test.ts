import { Match } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { maxReceiveCounts } from '#lib/retry-policies.ts';
import { stages } from '#lib/stages.ts';
import { templatesOf } from './synthesize.ts';

const { hooks, data, operations } = await templatesOf('prod');

const idStartingWith = (type: string, start: string): string => {
  const id = Object.keys(hooks?.findResources(type) ?? {}).find((one) => one.startsWith(start));
  if (id === undefined) throw new Error(`there is no ${type} ${start}`);
  return id;
};
const queue = idStartingWith('AWS::SQS::Queue', 'EventHooksQueue');
const deadLetterQueue = idStartingWith('AWS::SQS::Queue', 'EventHooksDeadLetterQueue');

test('hears every event as it was published, and keeps what its queue refuses', () => {
  hooks?.resourceCountIs('AWS::SNS::Subscription', 1);
  hooks?.hasResourceProperties('AWS::SNS::Subscription', {
    Protocol: 'sqs',
    TopicArn: { 'Fn::ImportValue': Match.stringLikeRegexp('Pipeline:.*Events') },
    Endpoint: { 'Fn::GetAtt': [queue, 'Arn'] },
    RawMessageDelivery: true,
    FilterPolicy: Match.absent(),
    RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [deadLetterQueue, 'Arn'] } },
  });
});

test('tries a receiver for a day, as the retry policy says, before a message is parked', () => {
  const maxReceiveCount = maxReceiveCounts(stages.prod.retryPolicies).standard;
  const queues = Object.values(hooks?.findResources('AWS::SQS::Queue') ?? {});
  const counts = queues.flatMap(
    ({ Properties }) => Properties.RedrivePolicy?.maxReceiveCount ?? [],
  );
  expect(counts).toEqual([maxReceiveCount, maxReceiveCount]);
});

test('lets the function that replays queue its own next step, and no other do so', () => {
  const loops = Object.values(hooks?.findResources('AWS::Lambda::Function') ?? {}).map(
    ({ Properties }) => [
      Properties.Environment.Variables.POWERTOOLS_SERVICE_NAME,
      Properties.RecursiveLoop,
    ],
  );
  expect(Object.fromEntries(loops)).toEqual({
    'event-hooks': 'Allow',
    'event-hook-deliveries': undefined,
  });
});

test('what posts to strangers can queue nothing, and reads no table but its own', () => {
  const policies = Object.entries(hooks?.findResources('AWS::IAM::Policy') ?? {});
  const [, deliverer] = policies.find(([id]) => id.startsWith('DelivererRole')) ?? [];
  const text = JSON.stringify(deliverer);
  expect(text).toContain('sqs:ReceiveMessage');
  expect(text).not.toMatch(/sqs:SendMessage|sns:Publish|dynamodb:(Scan|PutItem|DeleteItem)/);
  expect(text.match(/ExportsOutputFnGetAtt\w+Arn/g)?.every((one) => /EventHooks/.test(one))).toBe(
    true,
  );
});

test('forgets what was posted by itself', () => {
  data?.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
  });
});

test('raises an alarm when a receiver was disabled, by the metric that the function counts', () => {
  operations?.hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace: 'Herald',
    MetricName: 'webhook-disabled',
    Dimensions: [{ Name: 'service', Value: 'event-hook-deliveries' }],
    Statistic: 'Sum',
    Threshold: 0,
    TreatMissingData: 'notBreaching',
    AlarmDescription: Match.stringLikeRegexp('a-webhook-was-disabled$'),
  });
});

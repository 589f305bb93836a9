import { Match, Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { channels } from '#functions/channels/index.ts';
import { maxReceiveCounts } from '#lib/retry-policies.ts';
import { stages } from '#lib/stages.ts';
import { appOf, templatesOf } from './synthesize.ts';

const { pipeline, operations } = await templatesOf('prod');
const speeds = ['express', 'standard'] as const;

const DeadLetterTarget = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) });
const QueueProperties = z.object({
  RedrivePolicy: z
    .object({ deadLetterTargetArn: DeadLetterTarget, maxReceiveCount: z.int() })
    .optional(),
  RedriveAllowPolicy: z.object({ redrivePermission: z.string() }).optional(),
  MessageRetentionPeriod: z.int(),
  VisibilityTimeout: z.int().optional(),
});

const queues = Object.entries(pipeline?.findResources('AWS::SQS::Queue') ?? {}).map(
  ([id, { Properties }]) => ({ id, ...QueueProperties.parse(Properties) }),
);
const workerQueues = queues.filter(({ RedrivePolicy }) => RedrivePolicy !== undefined);
const deadLetterQueues = queues.filter(({ RedrivePolicy }) => RedrivePolicy === undefined);

test('has two requests queues, two lanes per channel, and one for feedback', () => {
  expect(workerQueues).toHaveLength(2 * (1 + channels.length) + 1);
});

test('hears what providers report, and keeps what its queue refuses', () => {
  const topics = pipeline?.findResources('AWS::SNS::Topic') ?? {};
  const topic = Object.keys(topics).find((id) => id.startsWith('Feedback'));
  const queue = workerQueues.find(({ id }) => id.startsWith('Feedback'));
  pipeline?.hasResourceProperties('AWS::SNS::Subscription', {
    Protocol: 'sqs',
    TopicArn: { Ref: topic },
    Endpoint: { 'Fn::GetAtt': [queue?.id, 'Arn'] },
    RedrivePolicy: { deadLetterTargetArn: queue?.RedrivePolicy?.deadLetterTargetArn },
    // A reply has no time but its envelope's.
    RawMessageDelivery: Match.absent(),
  });
});

test('takes feedback by the ten, and gives it a second to be ten', () => {
  const queue = workerQueues.find(({ id }) => id.startsWith('Feedback'));
  pipeline?.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    EventSourceArn: { 'Fn::GetAtt': [queue?.id, 'Arn'] },
    BatchSize: 10,
    MaximumBatchingWindowInSeconds: 1,
  });
});

test('hears who unsubscribed by a link', () => {
  const queue = workerQueues.find(({ id }) => id.startsWith('Feedback'));
  const heard = Object.values(pipeline?.findResources('AWS::SNS::Subscription') ?? {}).map(
    ({ Properties }) => Properties,
  );
  expect(heard).toHaveLength(2);
  for (const { Endpoint, RedrivePolicy } of heard) {
    expect(Endpoint).toEqual({ 'Fn::GetAtt': [queue?.id, 'Arn'] });
    expect(RedrivePolicy).toEqual({
      deadLetterTargetArn: queue?.RedrivePolicy?.deadLetterTargetArn,
    });
  }
  expect(JSON.stringify(heard)).toContain('Unsubscribes');
});

test('hears everything of a mail but that it was taken, which costs a write and tells nothing', () => {
  const [destination] = Object.values(
    pipeline?.findResources('AWS::SES::ConfigurationSetEventDestination') ?? {},
  );
  const types = destination?.Properties.EventDestination.MatchingEventTypes;
  expect(types).toHaveLength(9);
  expect(types).not.toContain('send');
});

test.each(workerQueues)('lets the console redrive what $id parked', (queue) => {
  const target = queue.RedrivePolicy?.deadLetterTargetArn['Fn::GetAtt'][0];
  const deadLetterQueue = deadLetterQueues.find(({ id }) => id === target);
  expect(deadLetterQueue?.RedriveAllowPolicy?.redrivePermission).toBe('byQueue');
  expect(deadLetterQueue?.MessageRetentionPeriod).toBe(14 * 86_400);
  expect(queue.MessageRetentionPeriod).toBe(4 * 86_400);
});

test('computes how often a message is received before it is parked', () => {
  const counts = Object.values(maxReceiveCounts(stages.prod.retryPolicies));
  const actual = new Set(workerQueues.map(({ RedrivePolicy }) => RedrivePolicy?.maxReceiveCount));
  expect([...actual].toSorted()).toEqual(counts.toSorted());
});

test('keeps a message invisible for six times as long as a function may run', () => {
  for (const { VisibilityTimeout } of workerQueues) expect(VisibilityTimeout).toBe(120);
  pipeline?.allResourcesProperties('AWS::Lambda::Function', { Timeout: 20 });
});

test('hands over ten at a time, and takes partial failures', () => {
  const mappings = pipeline?.findResources('AWS::Lambda::EventSourceMapping') ?? {};
  expect(Object.keys(mappings)).toHaveLength(workerQueues.length);
  pipeline?.allResourcesProperties('AWS::Lambda::EventSourceMapping', {
    BatchSize: 10,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ScalingConfig: { MaximumConcurrency: 50 },
  });
});

test('runs every function on Node.js 24 and arm64, with a log group of its own', () => {
  pipeline?.allResourcesProperties('AWS::Lambda::Function', {
    Runtime: 'nodejs24.x',
    Architectures: ['arm64'],
    LoggingConfig: { LogGroup: Match.anyValue() },
  });
});

test('raises an alarm for every DLQ, which says who is hurt and what to do', () => {
  const alarms = Object.values(operations?.findResources('AWS::CloudWatch::Alarm') ?? {});
  const watched = JSON.stringify(alarms);
  for (const { id } of deadLetterQueues) expect(watched).toContain(`${id}`);
  for (const { Properties } of alarms) {
    expect(Properties.AlarmDescription).toMatch(
      /^[A-Z].+\. What to do: docs\/runbook\.md#[a-z0-9-]+$/,
    );
    expect(Properties.AlarmActions).toHaveLength(1);
  }
});

test('tells the router every lane of every channel', () => {
  const [router] = Object.values(
    pipeline?.findResources('AWS::Lambda::Function', {
      Properties: { Environment: { Variables: { POWERTOOLS_SERVICE_NAME: 'router' } } },
    }) ?? {},
  );
  const urls = JSON.stringify(router?.Properties.Environment.Variables.LANE_URLS);
  for (const { name } of channels) expect(urls).toContain(name);
  for (const speed of speeds)
    expect(urls.split(`\\"${speed}\\"`)).toHaveLength(channels.length + 1);
});

test('lets nobody do everything, and only who reports use the key of the topics', () => {
  for (const { Properties } of Object.values(pipeline?.findResources('AWS::IAM::Policy') ?? {})) {
    for (const statement of Properties.PolicyDocument.Statement) {
      expect(JSON.stringify(statement.Action)).not.toContain('*');
    }
  }
  const services = ['cloudwatch.amazonaws.com', 'ses.amazonaws.com'];
  pipeline?.hasResourceProperties('AWS::KMS::Key', {
    KeyPolicy: {
      Statement: [
        Match.anyValue(),
        Match.objectLike({ Principal: { Service: services } }),
        Match.objectLike({ Principal: { Service: 'sms-voice.amazonaws.com' } }),
      ],
    },
  });
});

test.each([
  ['answers people who write, from any of its numbers', { contact: 'help@example.com' }, true],
  ['leaves that to AWS where nobody is named who helps', undefined, false],
])('%s', async (_, answers, isAllowed) => {
  const sms = { ...stages.prod.sms, ...(answers === undefined ? {} : { answers }) };
  const { stacks } = await appOf('prod', { sms });
  const template = Template.fromStack(stacks.pipeline);
  const recorder = Object.entries(template.findResources('AWS::IAM::Policy')).find(([id]) =>
    id.includes('FeedbackRecorder'),
  );
  const allowed = JSON.stringify(recorder).includes('sms-voice:SendTextMessage');
  expect(allowed).toBe(isAllowed);
  const contacts = Object.values(template.findResources('AWS::Lambda::Function')).flatMap(
    ({ Properties }) => Properties.Environment?.Variables?.REPLY_CONTACT ?? [],
  );
  expect(contacts).toEqual(isAllowed ? ['help@example.com'] : []);
});

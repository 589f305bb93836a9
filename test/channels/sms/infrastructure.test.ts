import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { expect, test } from 'vitest';
import { build } from '#functions/channels/sms/infrastructure.ts';
import { EncryptedTopic } from '#lib/constructs/encrypted-topic.ts';
import type { StageSettings } from '#lib/stage-settings.ts';
import { stages } from '#lib/stages.ts';
import { tableKeys } from '#platform/table-keys.ts';

const pool = 'arn:aws:sms-voice:eu-west-1:123456789012:pool/pool-1';

/** What the channel builds in a stage with these settings, and the environment that comes of it. */
const built = (sms: StageSettings['sms']) => {
  const stack = new Stack(new App(), 'Test');
  const table = (id: string, { partitionKey }: { readonly partitionKey: string }) =>
    new TableV2(stack, id, {
      partitionKey: { name: partitionKey, type: AttributeType.STRING },
    });
  const key = new Key(stack, 'Key');
  const { environment, providers, grantSend } = build(stack, {
    settings: { ...stages.dev, sms },
    feedbackTopic: new EncryptedTopic(stack, 'Feedback', key),
    recipients: table('Recipients', tableKeys.recipients),
    inbox: table('Inbox', tableKeys.inbox),
    webhookSecret: new Secret(stack, 'Secret'),
    linkSecret: new Secret(stack, 'Links'),
    publicUrl: 'https://links.example.com',
  });
  const lanes = new LambdaFunction(stack, 'Lanes', {
    code: Code.fromInline('exports.handler = () => {};'),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_LATEST,
  });
  grantSend(lanes);
  return { environment, providers, template: Template.fromStack(stack) };
};

const allows = (statement: object) => ({
  PolicyDocument: { Statement: [Match.objectLike({ Effect: 'Allow', ...statement })] },
});

test('End User Messaging reports every event to the feedback topic, and may', () => {
  const { environment, template } = built({ provider: 'END_USER_MESSAGING' });
  expect(environment).toMatchObject({ SMS_PROVIDER: 'END_USER_MESSAGING' });
  expect(environment).not.toHaveProperty('ORIGINATION_IDENTITY');
  const topic = { Ref: Match.stringLikeRegexp('^Feedback') };
  template.hasResource('AWS::SMSVOICE::ConfigurationSet', {
    Properties: {
      EventDestinations: [
        {
          Enabled: true,
          EventDestinationName: 'feedback',
          MatchingEventTypes: ['TEXT_ALL'],
          SnsDestination: { TopicArn: topic },
        },
      ],
    },
    DependsOn: [Match.stringLikeRegexp('^FeedbackPolicy')],
  });
  const reports = Match.objectLike({
    Action: 'sns:Publish',
    Effect: 'Allow',
    Principal: { Service: 'sms-voice.amazonaws.com' },
    Resource: topic,
  });
  template.hasResourceProperties('AWS::SNS::TopicPolicy', {
    PolicyDocument: { Statement: Match.arrayWith([reports]) },
  });
});

test('a stage with a sender may send from that one alone', () => {
  const { environment, template } = built({
    provider: 'END_USER_MESSAGING',
    originationIdentity: pool,
  });
  expect(environment).toMatchObject({ ORIGINATION_IDENTITY: pool });
  const set = { 'Fn::GetAtt': [Match.stringLikeRegexp('^ConfigurationSet'), 'Arn'] };
  template.hasResourceProperties(
    'AWS::IAM::Policy',
    allows({ Action: 'sms-voice:SendTextMessage', Resource: [set, pool] }),
  );
});

test('SNS may publish to what is no topic, and needs no resource', () => {
  const { environment, template } = built({ provider: 'SNS', originationIdentity: '+14155550100' });
  expect(environment).toEqual({ SMS_PROVIDER: 'SNS', ORIGINATION_IDENTITY: '+14155550100' });
  template.resourceCountIs('AWS::SMSVOICE::ConfigurationSet', 0);
  template.hasResourceProperties(
    'AWS::IAM::Policy',
    allows({ Action: 'sns:Publish', NotResource: 'arn:*:sns:*:*:*', Resource: Match.absent() }),
  );
});

test('a stage with both sends by both, the one that it names first, first', () => {
  const { environment, providers, template } = built({
    provider: 'END_USER_MESSAGING',
    originationIdentity: pool,
    fallback: { provider: 'SNS', originationIdentity: '+14155550100' },
  });
  expect(environment).toMatchObject({
    SMS_PROVIDER: 'END_USER_MESSAGING',
    ORIGINATION_IDENTITY: pool,
    FALLBACK_SMS_PROVIDER: 'SNS',
    FALLBACK_ORIGINATION_IDENTITY: '+14155550100',
  });
  expect(environment).toHaveProperty('CONFIGURATION_SET');
  expect(providers.map(({ name }) => name)).toEqual(['END_USER_MESSAGING', 'SNS']);
  const allowed = JSON.stringify(template.findResources('AWS::IAM::Policy'));
  expect(allowed).toContain('sms-voice:SendTextMessage');
  expect(allowed).toContain('sns:Publish');
});

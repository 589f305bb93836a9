import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { checked } from '#lib/check-stage.ts';
import { stages } from '#lib/stages.ts';
import { templatesOf } from './synthesize.ts';

const emulator = await templatesOf('emulator');
const dev = await templatesOf('dev');

/** An ARN of SNS in the stage's own account and region, as a template joins it. */
const arnOf = (resource: string) => ({
  'Fn::Join': [
    '',
    [
      'arn:',
      { Ref: 'AWS::Partition' },
      ':sns:',
      { Ref: 'AWS::Region' },
      ':',
      { Ref: 'AWS::AccountId' },
      `:${resource}`,
    ],
  ],
});

const devices = ['APNS/herald-apns', 'GCM/herald-fcm'].flatMap((name) => [
  arnOf(`app/${name}`),
  arnOf(`endpoint/${name}/*`),
]);

const Policy = z.object({
  Properties: z.object({
    PolicyDocument: z.object({
      Statement: z.array(z.object({ Action: z.unknown(), Resource: z.unknown().optional() })),
    }),
  }),
});

/** Every leave that a stack gives on devices, by whom it is given to. */
const leavesOnDevices = (template: Template | undefined) =>
  Object.entries(template?.findResources('AWS::IAM::Policy') ?? {}).flatMap(([id, policy]) =>
    Policy.parse(policy)
      .Properties.PolicyDocument.Statement.filter((statement) =>
        JSON.stringify(statement).includes(':endpoint/'),
      )
      .map((statement) => ({ id, ...statement })),
  );

/** CDK sorts them in its own way. */
function isDevices(resources: readonly unknown[]): boolean {
  const sorted = (all: readonly unknown[]) => all.map((one) => JSON.stringify(one)).toSorted();
  return JSON.stringify(sorted(resources)) === JSON.stringify(sorted(devices));
}

describe('a stage with platform applications', () => {
  test('tells the users function which they are, and lets it register devices and no more', () => {
    emulator.api?.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({
          FCM_APPLICATION_ARN: arnOf('app/GCM/herald-fcm'),
          APNS_APPLICATION_ARN: arnOf('app/APNS/herald-apns'),
        }),
      },
    });
    expect(leavesOnDevices(emulator.api)).toEqual([
      {
        id: expect.stringMatching(/^UsersRole/),
        Action: ['sns:CreatePlatformEndpoint', 'sns:DeleteEndpoint', 'sns:SetEndpointAttributes'],
        Resource: expect.toSatisfy(isDevices),
      },
    ]);
  });

  test('lets the push lanes send to devices and forget them, feedback find and forget them, and no more', () => {
    const byFunction = leavesOnDevices(emulator.pipeline).toSorted((one, other) =>
      other.id.localeCompare(one.id),
    );
    expect(byFunction).toEqual([
      {
        id: expect.stringMatching(/^PushPushSenderRole/),
        Action: ['sns:DeleteEndpoint', 'sns:Publish'],
        Resource: expect.toSatisfy(isDevices),
      },
      {
        id: expect.stringMatching(/^FeedbackQueueFeedbackRecorderRole/),
        Action: ['sns:DeleteEndpoint', 'sns:GetEndpointAttributes'],
        Resource: expect.toSatisfy(isDevices),
      },
    ]);
  });

  test('lets its applications tell the feedback topic of pushes that failed, and nobody else', () => {
    emulator.pipeline?.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: { Service: 'sns.amazonaws.com' },
            Condition: {
              StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
              ArnLike: {
                'aws:SourceArn': [arnOf('app/GCM/herald-fcm'), arnOf('app/APNS/herald-apns')],
              },
            },
          }),
        ]),
      },
    });
  });
});

test('a stage without them grants nothing on devices', () => {
  for (const template of Object.values(dev)) {
    expect(JSON.stringify(template.toJSON())).not.toMatch(
      /Endpoint"(?!:)|:endpoint\/|_APPLICATION_ARN/,
    );
  }
});

test.each([
  ['FCM', 'herald-fcm'],
  ['FCM', 'APNS/herald-apns'],
  ['APNS', 'GCM/herald-fcm'],
  ['APNS', 'arn:aws:sns:us-east-1:123456789012:app/APNS/herald-apns'],
])('a stage whose push.%s is %s is refused', (platform, name) => {
  const settings = { ...stages.dev, push: { [platform]: name } };
  expect(() => checked('dev', settings)).toThrow(`push.${platform} of stage dev is ${name}`);
});

test('a stage may push by the sandbox of APNs', () => {
  const settings = { ...stages.dev, push: { APNS: 'APNS_SANDBOX/herald' } };
  expect(checked('dev', settings)).toBe(settings);
});

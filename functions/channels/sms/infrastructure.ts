import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnConfigurationSet } from 'aws-cdk-lib/aws-smsvoice';
import type { Construct } from 'constructs';
import type { BuildChannel, ChannelContext } from '#functions/channels/infrastructure.ts';
import { acknowledge } from '#lib/constructs/acknowledge.ts';
import type { SmsSender } from '#lib/stage-settings.ts';
import type { SmsEnv } from './env.ts';

/** Everything that End User Messaging can send from. */
const any = ['phone-number/*', 'pool/*', 'sender-id/*'];

/** What carries SMS in this stage, first of all and where that refuses, and leave to hand messages to it. */
export const build: BuildChannel<SmsEnv> = (scope, context) => {
  const { fallback, ...first } = context.settings.sms;
  const senders: readonly SmsSender[] = [first, ...(fallback === undefined ? [] : [fallback])];
  const built = senders.map((sender) =>
    sender.provider === 'SNS' ? buildSns() : buildEndUserMessaging(scope, context, sender),
  );
  return {
    providers: senders.map(({ provider: name }) => ({ name, isShared: true })),
    environment: {
      SMS_PROVIDER: first.provider,
      ...identity('ORIGINATION_IDENTITY', first),
      ...(fallback === undefined
        ? {}
        : {
            FALLBACK_SMS_PROVIDER: fallback.provider,
            ...identity('FALLBACK_ORIGINATION_IDENTITY', fallback),
          }),
      ...Object.assign({}, ...built.map(({ environment }) => environment)),
    },
    grantSend: (lanes) => {
      for (const { grantSend } of built) grantSend(lanes);
    },
  };
};

const identity = <Name extends string>(name: Name, { originationIdentity }: SmsSender) =>
  originationIdentity === undefined ? {} : ({ [name]: originationIdentity } as const);

/** A configuration set that reports what became of each message. */
function buildEndUserMessaging(
  scope: Construct,
  { feedbackTopic }: ChannelContext,
  { originationIdentity }: SmsSender,
) {
  const stack = Stack.of(scope);
  const arnOf = (resource: string) => stack.formatArn({ service: 'sms-voice', resource });
  const reports = feedbackTopic.grantPublishToService(
    'sms-voice.amazonaws.com',
    arnOf('configuration-set/*'),
    // Replies, where the company turns two-way messaging on for its number.
    arnOf('phone-number/*'),
    arnOf('pool/*'),
  );
  const configurationSet = new CfnConfigurationSet(scope, 'ConfigurationSet', {
    eventDestinations: [
      {
        eventDestinationName: 'feedback',
        enabled: true,
        matchingEventTypes: ['TEXT_ALL'],
        snsDestination: { topicArn: feedbackTopic.topicArn },
      },
    ],
  });
  if (reports !== undefined) configurationSet.node.addDependency(reports);
  return {
    environment: { CONFIGURATION_SET: configurationSet.ref },
    grantSend: (lanes: LambdaFunction) => {
      const identities = originationIdentity === undefined ? any.map(arnOf) : [originationIdentity];
      lanes.addToRolePolicy(
        new PolicyStatement({
          actions: ['sms-voice:SendTextMessage'],
          resources: [configurationSet.attrArn, ...identities],
        }),
      );
      if (originationIdentity !== undefined) return;
      for (const resource of any) {
        const arn = `arn:<AWS::Partition>:sms-voice:<AWS::Region>:<AWS::AccountId>:${resource}`;
        acknowledge(
          lanes.node.scope ?? lanes,
          `IAM5[Resource::${arn}]`,
          'Without a sender of its own a stage sends from whatever the account has.',
        );
      }
    },
  };
}

/** Nothing of its own: a phone number is no resource, so leave is given for all that is none. */
function buildSns() {
  return {
    environment: {},
    grantSend: (lanes: LambdaFunction) => {
      lanes.addToRolePolicy(
        new PolicyStatement({ actions: ['sns:Publish'], notResources: ['arn:*:sns:*:*:*'] }),
      );
    },
  };
}

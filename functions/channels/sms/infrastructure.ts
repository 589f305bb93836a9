import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnConfigurationSet } from 'aws-cdk-lib/aws-smsvoice';
import type { Construct } from 'constructs';
import type { BuildChannel, ChannelContext } from '#functions/channels/infrastructure.ts';
import { acknowledge } from '#lib/constructs/acknowledge.ts';
import type { SmsEnv } from './env.ts';

/** Everything that End User Messaging can send from. */
const any = ['phone-number/*', 'pool/*', 'sender-id/*'];

/** What carries SMS in this stage, and leave to hand messages to it. */
export const build: BuildChannel<SmsEnv> = (scope, context) =>
  context.settings.sms.provider === 'SNS'
    ? buildSns(context)
    : buildEndUserMessaging(scope, context);

/** A configuration set that reports what became of each message. */
function buildEndUserMessaging(scope: Construct, { settings, feedbackTopic }: ChannelContext) {
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
  const { originationIdentity } = settings.sms;
  return {
    environment: {
      SMS_PROVIDER: settings.sms.provider,
      CONFIGURATION_SET: configurationSet.ref,
      ...(originationIdentity === undefined ? {} : { ORIGINATION_IDENTITY: originationIdentity }),
    },
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
function buildSns({ settings }: ChannelContext) {
  const { provider, originationIdentity } = settings.sms;
  return {
    environment: {
      SMS_PROVIDER: provider,
      ...(originationIdentity === undefined ? {} : { ORIGINATION_IDENTITY: originationIdentity }),
    },
    grantSend: (lanes: LambdaFunction) => {
      lanes.addToRolePolicy(
        new PolicyStatement({ actions: ['sns:Publish'], notResources: ['arn:*:sns:*:*:*'] }),
      );
    },
  };
}

import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { PushApplicationsEnv } from '#functions/channels/push/env.ts';
import type { StageSettings } from '#lib/stage-settings.ts';
import { acknowledge } from './acknowledge.ts';

/** What a function may do to the devices of a platform application. */
type EndpointAction =
  | 'CreatePlatformEndpoint'
  | 'SetEndpointAttributes'
  | 'GetEndpointAttributes'
  | 'DeleteEndpoint'
  | 'Publish';

/** The variables that name a stage's platform applications. */
export const pushApplicationsEnvironment = (
  scope: Construct,
  { push }: StageSettings,
): { readonly [Name in keyof PushApplicationsEnv]: string } => {
  const arnOf = (name: string) =>
    Stack.of(scope).formatArn({ service: 'sns', resource: `app/${name}` });
  return {
    ...(push.FCM === undefined ? {} : { FCM_APPLICATION_ARN: arnOf(push.FCM) }),
    ...(push.APNS === undefined ? {} : { APNS_APPLICATION_ARN: arnOf(push.APNS) }),
  };
};

/** Lets a function do exactly these to the devices of a stage's platform applications, where it has any. */
export const grantOnPushEndpoints = (
  { push }: StageSettings,
  lambda: LambdaFunction,
  ...actions: readonly EndpointAction[]
): void => {
  const applications = Object.values(push);
  if (applications.length === 0) return;
  const stack = Stack.of(lambda);
  const arnOf = (resource: string) => stack.formatArn({ service: 'sns', resource });
  // SNS asks some of these of the application, some of the endpoint, and does not say which.
  lambda.addToRolePolicy(
    new PolicyStatement({
      actions: actions.map((action) => `sns:${action}`),
      resources: applications.flatMap((name) => [
        arnOf(`app/${name}`),
        arnOf(`endpoint/${name}/*`),
      ]),
    }),
  );
  for (const name of applications) {
    const arn = `arn:<AWS::Partition>:sns:<AWS::Region>:<AWS::AccountId>:endpoint/${name}/*`;
    acknowledge(
      lambda.node.scope ?? lambda,
      `IAM5[Resource::${arn}]`,
      'An endpoint is made for each device that registers, and its ARN ends in an id of its own.',
    );
  }
};

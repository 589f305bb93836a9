import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { StageSettings } from '#lib/stage-settings.ts';
import { acknowledge } from './acknowledge.ts';

/**
 * Lets a function read the objects of the stage's buckets for attachments, and no more: CDK's grantRead lets
 * it list them too. Without that S3 calls an object that is not there forbidden.
 */
export const grantReadObjects = (
  { attachmentBuckets = [] }: StageSettings,
  lambda: LambdaFunction,
): void => {
  const grant = (action: string, resources: readonly string[]) => {
    if (resources.length === 0) return;
    lambda.addToRolePolicy(new PolicyStatement({ actions: [action], resources: [...resources] }));
  };
  const { partition } = Stack.of(lambda);
  const resources = attachmentBuckets.map(({ name }) => `arn:${partition}:s3:::${name}/*`);
  grant('s3:GetObject', resources);
  for (const { name } of attachmentBuckets) {
    acknowledge(
      lambda.node.scope ?? lambda,
      `IAM5[Resource::arn:<AWS::Partition>:s3:::${name}/*]`,
      'The objects of a bucket that the stage names for attachments: which of them go with a mail, sends say.',
    );
  }
  grant(
    'kms:Decrypt',
    attachmentBuckets.flatMap(({ keyArn }) => keyArn ?? []),
  );
};

import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct, IDependable } from 'constructs';

/** A topic that is encrypted at rest and takes nothing that is not encrypted on its way. */
export class EncryptedTopic extends Topic {
  readonly #key: IKey;

  constructor(scope: Construct, id: string, key: IKey) {
    super(scope, id, { masterKey: key, enforceSSL: true });
    this.#key = key;
  }

  /** Lets a function publish; CDK's grantPublish allows every kind of data key besides. */
  grantPublishOnly(lambda: LambdaFunction): void {
    lambda.addToRolePolicy(
      new PolicyStatement({ actions: ['sns:Publish'], resources: [this.topicArn] }),
    );
    lambda.addToRolePolicy(
      new PolicyStatement({
        actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
        resources: [this.#key.keyArn],
      }),
    );
  }

  /**
   * Lets an AWS service publish what resources of this account have to report. What is returned has to
   * exist before those resources do.
   */
  grantPublishToService(
    service: string,
    ...sourceArns: readonly string[]
  ): IDependable | undefined {
    const principals = [new ServicePrincipal(service)];
    const conditions = {
      StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
      ArnLike: { 'aws:SourceArn': [...sourceArns] },
    };
    this.#key.addToResourcePolicy(
      new PolicyStatement({
        actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
        principals,
        resources: ['*'],
        conditions,
      }),
    );
    return this.addToResourcePolicy(
      new PolicyStatement({
        actions: ['sns:Publish'],
        principals,
        resources: [this.topicArn],
        conditions,
      }),
    ).policyDependable;
  }
}

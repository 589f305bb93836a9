import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** A topic that is encrypted at rest and takes nothing that is not encrypted on its way. */
export const encryptedTopic = (scope: Construct, id: string, key: IKey): Topic =>
  new Topic(scope, id, { masterKey: key, enforceSSL: true });

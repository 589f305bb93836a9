import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { WebhookSecretVersions } from '#core/recipient.ts';
import { userKey } from './recipients-table.ts';

/** Writes which versions of a user's webhook secret sign; false when `seen` is not what stands there. */
export type PutWebhookSecretVersions = (
  userId: string,
  versions: WebhookSecretVersions,
  seen: WebhookSecretVersions | undefined,
) => Promise<boolean>;

/** The versions in the user's item, through DynamoDB. */
export const createPutWebhookSecretVersions =
  (dynamo: DynamoDBDocumentClient, table: string): PutWebhookSecretVersions =>
  async (userId, versions, seen) => {
    const isUnchanged =
      seen === undefined ? 'attribute_not_exists(webhookSecret)' : 'webhookSecret.newest = :seen';
    try {
      await dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: userKey(userId),
          UpdateExpression: 'SET webhookSecret = :versions',
          ConditionExpression: `attribute_exists(pk) AND ${isUnchanged}`,
          ExpressionAttributeValues: {
            ':versions': versions,
            ...(seen === undefined ? {} : { ':seen': seen.newest }),
          },
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  };

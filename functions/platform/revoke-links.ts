import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { onlyIf } from './only-if.ts';
import { userKey } from './recipients-table.ts';

/** Makes void every link that was issued to a user before then; false where there is no such user. */
export type RevokeLinks = (userId: string, before: number) => Promise<boolean>;

/** The moment in the user's item, through DynamoDB. */
export const createRevokeLinks =
  (dynamo: DynamoDBDocumentClient, table: string): RevokeLinks =>
  async (userId, before) => {
    const written = await onlyIf(() =>
      dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: userKey(userId),
          UpdateExpression: 'SET linksRevokedBefore = :before',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeValues: { ':before': before },
        }),
      ),
    );
    return written !== undefined;
  };

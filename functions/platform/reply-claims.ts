import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { onlyIf } from './only-if.ts';

/** Which texts of people have been answered. */
export interface ReplyClaims {
  /** True for the first that asks, until it gives it back. */
  claim(replyId: string): Promise<boolean>;
  giveBack(replyId: string): Promise<void>;
}

/** What comes later is not answered anyway. */
const keptSeconds = 86_400;

/** Claims as items of the Recipients table, `REPLY#<replyId>`, kept for a day. */
export const createReplyClaims = (
  dynamo: DynamoDBDocumentClient,
  table: string,
  now: () => number,
): ReplyClaims => {
  const keyOf = (replyId: string) => ({ pk: `REPLY#${replyId}` });
  return {
    claim: async (replyId) => {
      const at = now();
      const won = await onlyIf(() =>
        dynamo.send(
          new UpdateCommand({
            TableName: table,
            Key: keyOf(replyId),
            UpdateExpression: 'SET answeredAt = :at, #ttl = :ttl',
            ConditionExpression: 'attribute_not_exists(answeredAt)',
            ExpressionAttributeNames: { '#ttl': 'ttl' },
            ExpressionAttributeValues: { ':at': at, ':ttl': Math.ceil(at / 1000) + keptSeconds },
          }),
        ),
      );
      return won !== undefined;
    },
    giveBack: async (replyId) => {
      await dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: keyOf(replyId),
          UpdateExpression: 'REMOVE answeredAt',
        }),
      );
    },
  };
};

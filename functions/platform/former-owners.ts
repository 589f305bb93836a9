import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';

/** Whose device an endpoint of SNS was that has been forgotten: what failed on its way there still finds its push. */
export interface FormerOwners {
  keep(endpointArn: string, userId: string): Promise<void>;
  find(endpointArn: string): Promise<string | undefined>;
}

/** SNS says within seconds that a push failed; what lay in a DLQ for longer finds nothing. */
const keptSeconds = 86_400;

const FormerOwner = z.object({ formerOwner: z.string() });

/** The owners as items of the Recipients table, `ENDPOINT#<endpointArn>`, kept for a day. */
export const createFormerOwners = (
  dynamo: DynamoDBDocumentClient,
  table: string,
  now: () => number,
): FormerOwners => {
  const keyOf = (endpointArn: string) => ({ pk: `ENDPOINT#${endpointArn}` });
  return {
    keep: async (endpointArn, userId) => {
      await dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: keyOf(endpointArn),
          UpdateExpression: 'SET formerOwner = :userId, #ttl = :ttl',
          ExpressionAttributeNames: { '#ttl': 'ttl' },
          ExpressionAttributeValues: {
            ':userId': userId,
            ':ttl': Math.ceil(now() / 1000) + keptSeconds,
          },
        }),
      );
    },
    find: async (endpointArn) => {
      const { Item } = await dynamo.send(
        new GetCommand({ TableName: table, Key: keyOf(endpointArn), ConsistentRead: true }),
      );
      return Item === undefined ? undefined : FormerOwner.parse(Item).formerOwner;
    },
  };
};

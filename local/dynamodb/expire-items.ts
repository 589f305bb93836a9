import { ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';

/** A table whose items expire. */
export interface ExpiringTable {
  readonly name: string;
  /** The key's attributes. */
  readonly keyNames: readonly string[];
  /** The attribute that holds the second at which an item expires. */
  readonly expiresBy: string;
}

/** Read at once: small, so that a handler's call never waits long behind it. */
const pageSize = 200;

/** Deletes every item of a table whose time is past, as DynamoDB does within a few days. */
export const expireItems = async (
  dynamo: DynamoDBClient,
  { name, keyNames, expiresBy }: ExpiringTable,
  nowSeconds: number,
): Promise<void> => {
  const documents = DynamoDBDocumentClient.from(dynamo);
  const keyAliases = keyNames.map((_, index) => `#key${index}`);
  const names = {
    '#expires': expiresBy,
    ...Object.fromEntries(keyNames.map((key, index) => [`#key${index}`, key])),
  };
  let start: Record<string, unknown> | undefined;
  do {
    const page = await documents.send(
      new ScanCommand({
        TableName: name,
        Limit: pageSize,
        FilterExpression: 'attribute_type(#expires, :number) AND #expires < :now',
        ProjectionExpression: [...keyAliases, '#expires'].join(', '),
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: { ':number': 'N', ':now': nowSeconds },
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    await Promise.all(
      (page.Items ?? []).map(async (item) => {
        const key = Object.fromEntries(keyNames.map((keyName) => [keyName, item[keyName]]));
        try {
          await documents.send(
            new DeleteCommand({
              TableName: name,
              Key: key,
              // It may have been given more time since it was read.
              ConditionExpression: '#expires < :now',
              ExpressionAttributeNames: { '#expires': expiresBy },
              ExpressionAttributeValues: { ':now': nowSeconds },
            }),
          );
        } catch (error) {
          if (!(error instanceof ConditionalCheckFailedException)) throw error;
        }
      }),
    );
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
};

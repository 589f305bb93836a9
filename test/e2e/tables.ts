import { DynamoDBClient, ListTablesCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { target } from './needs.ts';

/** How many items all tables hold; undefined where the target's tables cannot be reached. */
export const storedItems = async (): Promise<number | undefined> => {
  const { dynamoUrl: endpoint, region, credentials } = target;
  if (endpoint === undefined) return undefined;
  const client = new DynamoDBClient({ endpoint, region, credentials });
  const { TableNames = [] } = await client.send(new ListTablesCommand({}));
  let items = 0;
  for (const TableName of TableNames) {
    const query = { TableName, Select: 'COUNT', ConsistentRead: true } as const;
    for await (const { Count = 0 } of paginateScan({ client }, query)) items += Count;
  }
  return items;
};

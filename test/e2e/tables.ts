import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, ListTablesCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { target } from './needs.ts';
import { waitFor } from './wait-for.ts';

/** Written by what hears of events, some seconds after whatever they tell of. */
const writtenLater = /Analytics|EventHooks/;

/** How many items the tables hold that a call writes into; undefined where the target's tables cannot be reached. */
export const storedItems = async (): Promise<number | undefined> => {
  const { dynamoUrl: endpoint, region, credentials } = target;
  if (endpoint === undefined) return undefined;
  const client = new DynamoDBClient({ endpoint, region, credentials });
  const { TableNames = [] } = await client.send(new ListTablesCommand({}));
  let items = 0;
  for (const TableName of TableNames) {
    if (writtenLater.test(TableName)) continue;
    const query = { TableName, Select: 'COUNT', ConsistentRead: true } as const;
    for await (const { Count = 0 } of paginateScan({ client }, query)) items += Count;
  }
  return items;
};

/** The same, once nothing is counted or rolled up behind the scenes any more: as it was two seconds before. */
export const settledItems = async (): Promise<number | undefined> => {
  let before = await storedItems();
  const items = await waitFor('tables at rest', async () => {
    await sleep(2_000);
    const now = await storedItems();
    const isAtRest = now === before;
    before = now;
    return isAtRest ? { now } : undefined;
  });
  return items.now;
};

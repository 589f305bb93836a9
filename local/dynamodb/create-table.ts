import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceInUseException,
  type TableDescription,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import type { TableDefinition } from './table-definition.ts';

/** Creates a table that is not there yet; done when it can be used. */
export const createTable = async (
  dynamo: DynamoDBClient,
  { table }: TableDefinition,
): Promise<void> => {
  try {
    await dynamo.send(new CreateTableCommand(table));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
    const found = await describe(dynamo, table.TableName);
    refuseOther(table, found);
    if (found.TableStatus === 'CREATING') await finish(dynamo, found);
  }
  while ((await describe(dynamo, table.TableName)).TableStatus !== 'ACTIVE') await sleep(2);
};

async function describe(dynamo: DynamoDBClient, name: string): Promise<TableDescription> {
  const { Table } = await dynamo.send(new DescribeTableCommand({ TableName: name }));
  if (Table === undefined) throw new Error(`Table ${name} is not described.`);
  return Table;
}

/** The keys of what holds data cannot change, and dynalite adds no index to it. */
function refuseOther(wanted: TableDefinition['table'], found: TableDescription): void {
  const same = shapeOf(wanted) === shapeOf(found);
  if (!same) {
    throw new Error(
      `Table ${wanted.TableName} was created with other keys or indexes than the app now declares. ` +
        'Start again with --fresh, which forgets all local data.',
    );
  }
}

/** Keys and indexes, as text that is the same when they are. */
function shapeOf(table: Pick<TableDescription, 'KeySchema' | 'GlobalSecondaryIndexes'>): string {
  const keys = (schema: TableDescription['KeySchema'] = []) =>
    schema.map(({ AttributeName, KeyType }) => `${KeyType} ${AttributeName}`).sort();
  const indexes = (table.GlobalSecondaryIndexes ?? [])
    .map((index) => ({ name: index.IndexName ?? '', keys: keys(index.KeySchema) }))
    .sort((one, other) => one.name.localeCompare(other.name));
  return JSON.stringify({ keys: keys(table.KeySchema), indexes });
}

/**
 * dynalite writes a new table as CREATING and a moment later as ACTIVE, and never looks at it again: one
 * whose process was killed in between could neither be used nor deleted. A change of throughput, which
 * means nothing here, makes it ACTIVE.
 */
async function finish(dynamo: DynamoDBClient, table: TableDescription): Promise<void> {
  const ProvisionedThroughput = { ReadCapacityUnits: 1, WriteCapacityUnits: 1 };
  const indexes = table.GlobalSecondaryIndexes ?? [];
  await dynamo.send(
    new UpdateTableCommand({
      TableName: table.TableName,
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput,
      ...(indexes.length === 0
        ? {}
        : {
            GlobalSecondaryIndexUpdates: indexes.map(({ IndexName }) => ({
              Update: { IndexName, ProvisionedThroughput },
            })),
          }),
    }),
  );
}

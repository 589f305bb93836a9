import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { startTables } from '#local/dynamodb/tables.ts';
import { suppressionIndex, tableKeys } from '#platform/table-keys.ts';
import { fakeAws } from '../../channels/tables-in-memory.ts';

/** The local DynamoDB, on disk, with as many Recipients tables as a test asks for. */
export const startRecipients = async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'herald-recipients-'));
  const tables = await startTables({ dataDir, clock: Date, port: 0 });
  let count = 0;
  return {
    createTable: async (): Promise<string> => {
      count += 1;
      const table = `recipients-${count}`;
      await tables.createTable({ TableName: table, ...definition });
      return table;
    },
    /** The Notifications table, less its indexes. */
    createNotifications: () => tables.createTable({ TableName: 'notifications', ...notifications }),
    /** Each process has a client of its own. */
    connect: (): { readonly raw: DynamoDBClient; readonly dynamo: DynamoDBDocumentClient } => {
      const raw = new DynamoDBClient({ ...fakeAws, endpoint: tables.url });
      return { raw, dynamo: DynamoDBDocumentClient.from(raw) };
    },
    close: async () => {
      await tables.close();
      await rm(dataDir, { recursive: true });
    },
  };
};

const notifications = {
  KeySchema: [{ AttributeName: tableKeys.notifications.partitionKey, KeyType: 'HASH' }],
  AttributeDefinitions: [
    { AttributeName: tableKeys.notifications.partitionKey, AttributeType: 'S' },
  ],
};

/** As the CDK app declares it, which test/lib/suppressions.test.ts sees to. */
const definition = {
  KeySchema: [{ AttributeName: tableKeys.recipients.partitionKey, KeyType: 'HASH' }],
  AttributeDefinitions: [
    { AttributeName: tableKeys.recipients.partitionKey, AttributeType: 'S' },
    { AttributeName: suppressionIndex.partitionKey, AttributeType: 'S' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: suppressionIndex.name,
      KeySchema: [
        { AttributeName: suppressionIndex.partitionKey, KeyType: 'HASH' },
        { AttributeName: suppressionIndex.sortKey, KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...suppressionIndex.projected] },
    },
  ],
};

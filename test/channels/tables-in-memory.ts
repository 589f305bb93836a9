import { once } from 'node:events';
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import { tableKeys } from '#platform/table-keys.ts';

/** Tables that forget everything when they are closed. */
export interface TablesInMemory {
  readonly url: string;
  readonly dynamo: DynamoDBDocumentClient;
  createTable(name: string, keys: Keys): Promise<void>;
  close(): Promise<void>;
}

interface Keys {
  readonly partitionKey: string;
  readonly sortKey?: string;
}

/** What no AWS client of a test may look for elsewhere. */
export const fakeAws = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
} as const;

/** Starts dynalite with a Notifications table of that name. */
export const startTablesInMemory = async (notifications: string): Promise<TablesInMemory> => {
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('dynalite has no port');
  const url = `http://127.0.0.1:${address.port}`;
  const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({ ...fakeAws, endpoint: url }), {
    marshallOptions: { removeUndefinedValues: true },
  });
  const createTable = async (name: string, { partitionKey, sortKey }: Keys) => {
    const keys = [partitionKey, ...(sortKey === undefined ? [] : [sortKey])];
    await dynamo.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: keys.map((key) => ({ AttributeName: key, AttributeType: 'S' })),
        KeySchema: keys.map((key, position) => ({
          AttributeName: key,
          KeyType: position === 0 ? 'HASH' : 'RANGE',
        })),
      }),
    );
    await waitUntilTableExists(
      { client: dynamo, minDelay: 0.01, maxDelay: 0.1, maxWaitTime: 30 },
      { TableName: name },
    );
  };
  await createTable(notifications, tableKeys.notifications);
  return {
    url,
    dynamo,
    createTable,
    close: async () => {
      dynamo.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ConditionalCheckFailedException,
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { TableDefinition } from '#local/dynamodb/table-definition.ts';
import { startTables, type Tables } from '#local/dynamodb/tables.ts';
import { createFakeClock } from '../scheduler/fake-clock.ts';

/** As TableV2 synthesizes it, with what is to be left aside. */
const orders = {
  TableName: 'Orders',
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
    { AttributeName: 'customer', AttributeType: 'S' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byCustomer',
      KeySchema: [
        { AttributeName: 'customer', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
      ContributorInsightsSpecification: { Enabled: false },
    },
  ],
  BillingMode: 'PAY_PER_REQUEST',
  TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
  SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
  Replicas: [{ Region: 'us-east-1', PointInTimeRecoverySpecification: {} }],
};
const AddressInfo = z.object({ port: z.int() });
const start = Date.parse('2026-11-02T09:00:00Z');
const seconds = (ms: number) => Math.floor(ms / 1000);

let dataDir: string;
let tables: Tables;
let documents: DynamoDBDocumentClient;
let errors: unknown[];
let clock: ReturnType<typeof createFakeClock>;

const createDynamo = (endpoint: string) =>
  new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
  });
const open = async () => {
  tables = await startTables({ dataDir, clock, port: 0, onError: (error) => errors.push(error) });
  documents = DynamoDBDocumentClient.from(createDynamo(tables.url));
  await tables.createTable(orders);
};
const put = (item: Record<string, unknown>) =>
  documents.send(new PutCommand({ TableName: 'Orders', Item: item }));
const get = async (pk: string, sk = 'order') =>
  (await documents.send(new GetCommand({ TableName: 'Orders', Key: { pk, sk } }))).Item;

/** Ends dynalite while the table is in CREATING, where it would stay for ever. */
const leaveHalfCreated = async () => {
  const server = dynalite({ path: join(dataDir, 'dynamodb'), createTableMs: 3_600_000 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = AddressInfo.parse(server.address());
  const dynamo = createDynamo(`http://127.0.0.1:${address.port}`);
  const { table } = TableDefinition.parse(orders);
  const { TableDescription } = await dynamo.send(new CreateTableCommand(table));
  expect(TableDescription?.TableStatus).toBe('CREATING');
  dynamo.destroy();
  await new Promise((resolve) => server.close(resolve));
};

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'tables-'));
  clock = createFakeClock(start);
  errors = [];
  await open();
});
afterEach(async () => {
  documents.destroy();
  await tables.close();
  rmSync(dataDir, { recursive: true });
});

test('refuses a write whose condition does not hold', async () => {
  await put({ pk: '1', sk: 'order', state: 'QUEUED' });
  const claim = () =>
    documents.send(
      new UpdateCommand({
        TableName: 'Orders',
        Key: { pk: '1', sk: 'order' },
        UpdateExpression: 'SET #state = :sending',
        ConditionExpression: '#state = :queued',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':sending': 'SENDING', ':queued': 'QUEUED' },
      }),
    );
  await claim();
  await expect(claim()).rejects.toBeInstanceOf(ConditionalCheckFailedException);
  expect(await get('1')).toMatchObject({ state: 'SENDING' });
});

test('reads several items in one call', async () => {
  await put({ pk: '1', sk: 'order' });
  await put({ pk: '2', sk: 'order' });
  const keys = ['1', '2', '3'].map((pk) => ({ pk, sk: 'order' }));
  const { Responses } = await documents.send(
    new BatchGetCommand({ RequestItems: { Orders: { Keys: keys } } }),
  );
  expect(Responses?.Orders?.map(({ pk }) => pk).sort()).toEqual(['1', '2']);
});

test('queries an index, newest first', async () => {
  await put({ pk: '1', sk: '2026-01-01', customer: 'ann' });
  await put({ pk: '2', sk: '2026-01-02', customer: 'ann' });
  await put({ pk: '3', sk: '2026-01-03', customer: 'bob' });
  const { Items } = await documents.send(
    new QueryCommand({
      TableName: 'Orders',
      IndexName: 'byCustomer',
      KeyConditionExpression: 'customer = :customer',
      ExpressionAttributeValues: { ':customer': 'ann' },
      ScanIndexForward: false,
    }),
  );
  expect(Items?.map(({ pk }) => pk)).toEqual(['2', '1']);
});

test('keeps its data over a restart', async () => {
  await put({ pk: '1', sk: 'order', total: 4999 });
  await tables.close();
  await open();
  expect(await get('1')).toEqual({ pk: '1', sk: 'order', total: 4999 });
});

test('refuses a table whose keys changed, and says what to do', async () => {
  const [pk] = orders.KeySchema;
  const [byCustomer] = orders.GlobalSecondaryIndexes;
  const changed = {
    ...orders,
    GlobalSecondaryIndexes: [byCustomer, { ...byCustomer, IndexName: 'second', KeySchema: [pk] }],
  };
  await expect(tables.createTable(changed)).rejects.toThrow('--fresh');
});

test('makes a table usable that a crash left half created', async () => {
  await tables.close();
  rmSync(dataDir, { recursive: true });
  mkdirSync(dataDir);
  await leaveHalfCreated();
  await open();
  const { Table } = await documents.send(new DescribeTableCommand({ TableName: 'Orders' }));
  expect(Table?.TableStatus).toBe('ACTIVE');
  await put({ pk: '1', sk: 'order' });
  expect(await get('1')).toBeDefined();
});

test('deletes what has expired by the local clock, and nothing else', async () => {
  await put({ pk: 'soon', sk: 'order', ttl: seconds(start) + 60 });
  await put({ pk: 'later', sk: 'order', ttl: seconds(start) + 3600 });
  await put({ pk: 'never', sk: 'order' });
  await put({ pk: 'text', sk: 'order', ttl: '1' });
  await tables.sweep();
  expect(await get('soon')).toBeDefined();
  clock.advance(61);
  await tables.sweep();
  expect(await get('soon')).toBeUndefined();
  expect(await get('later')).toBeDefined();
  expect(await get('never')).toBeDefined();
  expect(await get('text')).toBeDefined();
});

test('deletes expired items on every page of a table', async () => {
  const pks = Array.from({ length: 450 }, (_, index) => `item-${index}`);
  await Promise.all(pks.map((pk) => put({ pk, sk: 'order', ttl: seconds(start) - 1 })));
  await tables.sweep();
  const left = await Promise.all(pks.map((pk) => get(pk)));
  expect(left.filter((item) => item !== undefined)).toEqual([]);
});

test('deletes what an advance of the clock lets expire, without being asked', async () => {
  await put({ pk: 'soon', sk: 'order', ttl: seconds(start) + 60 });
  clock.advance(61);
  await expect.poll(() => get('soon')).toBeUndefined();
});

test('goes on serving when a caller hangs up in the middle of its call', async () => {
  const { hostname, port } = new URL(tables.url);
  const head = `POST / HTTP/1.1\r\nHost: ${hostname}\r\nContent-Type: application/x-amz-json-1.0\r\n`;
  for (const body of ['Content-Length: 100\r\n\r\n{"Table', 'Content-Length: 2\r\n\r\n{}']) {
    const socket = connect(Number(port), hostname);
    await new Promise((resolve) => socket.write(head + body, resolve));
    await sleep(20);
    socket.resetAndDestroy();
  }
  await sleep(50);
  await put({ pk: '1', sk: 'order' });
  expect(await get('1')).toBeDefined();
});

test('says how much was written and stayed', async () => {
  const left = async () => (await fetch(`${tables.url}/writes`)).json();
  const before = z.object({ left: z.int() }).parse(await left()).left;
  await put({ pk: 'written', sk: 'order' });
  expect(await left()).toEqual({ left: before + 1 });
  await get('written');
  const Key = { pk: 'written', sk: 'order' };
  await documents.send(new DeleteCommand({ TableName: 'Orders', Key }));
  expect(await left()).toEqual({ left: before });
  // What a condition refuses is not written.
  const refused = { ConditionExpression: 'attribute_exists(pk)', Item: Key };
  await expect(
    documents.send(new PutCommand({ TableName: 'Orders', ...refused })),
  ).rejects.toBeInstanceOf(ConditionalCheckFailedException);
  expect(await left()).toEqual({ left: before });
});

test('says clearly when its thread ends by itself', async () => {
  const fatal = fetch(tables.url, {
    method: 'POST',
    // What no SDK sends, and dynalite does not survive.
    body: 'null',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'DynamoDB_20120810.GetItem',
      'x-amz-date': '20261102T090000Z',
      authorization: 'AWS4-HMAC-SHA256 Credential=key, Signature=0, SignedHeaders=host',
    },
  });
  await expect(fatal).rejects.toThrow();
  await expect.poll(() => errors).toHaveLength(1);
  expect(String(errors[0])).toMatch(/The tables in .* failed: TypeError/);
  await expect(tables.createTable(orders)).rejects.toBe(errors[0]);
});

test('says clearly when its port is taken', async () => {
  const port = Number(new URL(tables.url).port);
  const second = startTables({ dataDir: join(dataDir, 'second'), clock, port });
  await expect(second).rejects.toThrow(/cannot be served.*EADDRINUSE/);
});

test('says clearly when the data is held by another process', async () => {
  const second = startTables({ dataDir, clock, port: 0 });
  await expect(second).rejects.toThrow(
    /The tables in .* cannot be opened: is another process using them/,
  );
});

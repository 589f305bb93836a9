import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { expect, onTestFinished, test } from 'vitest';
import { startTables } from '#local/dynamodb/tables.ts';
import { createInboxMessages } from '#local/outbox/inbox-messages.ts';
import { createInboxTable, inboxItemId } from '#platform/inbox-table.ts';
import { createDataDir } from './fixture.ts';

const acceptedAt = Date.parse('2026-11-02T09:00:00Z');

test('lists what stands in the inboxes of all people, oldest first, beyond one page of a scan', async () => {
  const tables = await startTables({
    dataDir: createDataDir(),
    clock: { now: () => acceptedAt },
    port: 0,
  });
  onTestFinished(() => tables.close());
  await tables.createTable({
    TableName: 'Inbox',
    KeySchema: [
      { AttributeName: 'userId', KeyType: 'HASH' },
      { AttributeName: 'itemId', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'userId', AttributeType: 'S' },
      { AttributeName: 'itemId', AttributeType: 'S' },
    ],
    BillingMode: 'PAY_PER_REQUEST',
  });
  const dynamo = new DynamoDBClient({
    endpoint: tables.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
  });
  onTestFinished(() => dynamo.destroy());
  const inbox = createInboxTable(DynamoDBDocumentClient.from(dynamo), 'Inbox');
  // A scan answers at most 1 MB.
  const body = 'x'.repeat(200_000);
  for (const number of [7, 1, 5, 3, 0, 6, 2, 4]) {
    const createdAt = acceptedAt + number;
    await inbox.put(
      {
        userId: `user-${number % 3}`,
        itemId: inboxItemId(createdAt, `dlv_${number}`),
        notificationId: `ntf_${number}`,
        deliveryId: `dlv_${number}`,
        templateId: 'WELCOME',
        category: 'account',
        title: `Number ${number}`,
        body,
        createdAt,
        ...(number === 0 ? { link: 'https://a.example/', readAt: acceptedAt } : {}),
      },
      Math.ceil(acceptedAt / 1000) + 1_000,
    );
  }
  const messages = await createInboxMessages({ url: tables.url, tableName: 'Inbox' })();
  expect(messages.map(({ title }) => title)).toEqual(
    [0, 1, 2, 3, 4, 5, 6, 7].map((number) => `Number ${number}`),
  );
  expect(messages[0]).toEqual({
    id: inboxItemId(acceptedAt, 'dlv_0'),
    channel: 'IN_APP',
    to: 'user-0',
    title: 'Number 0',
    text: body,
    link: 'https://a.example/',
    sentAt: '2026-11-02T09:00:00.000Z',
    notificationId: 'ntf_0',
    deliveryId: 'dlv_0',
    fate: 'DELIVERED',
    readAt: '2026-11-02T09:00:00.000Z',
  });
});

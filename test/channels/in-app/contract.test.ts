import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { inApp } from '#functions/channels/in-app/channel.ts';
import { createSendInApp } from '#functions/channels/in-app/send-in-app.ts';
import { createInboxTable } from '#platform/inbox-table.ts';
import { tableKeys } from '#platform/table-keys.ts';
import { type ChannelHarness, describeChannelContract } from '../channel-contract.ts';
import { type ProviderAnswer, startFakeProvider } from '../fake-provider.ts';
import { fakeAws } from '../tables-in-memory.ts';

const PutItem = z.object({ Item: z.object({ itemId: z.object({ S: z.string() }) }) });

const errorOf = (name: string, message: string): ProviderAnswer => ({
  status: 400,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message }),
});

let tableNumber = 0;

/** The provider is a real table behind a door that can be told to misbehave. */
const start: ChannelHarness['start'] = async (tables) => {
  tableNumber += 1;
  await tables.createTable(tableName(), tableKeys.inbox);
  return startFakeProvider({
    accept: async ({ method, path, headers, body }) => {
      const { host: _, connection: __, 'content-length': ___, ...kept } = headers;
      const answer = await fetch(new URL(path, tables.url), {
        method,
        headers: Object.entries(kept).map(([name, value]) => [name, String(value)]),
        body,
      });
      return {
        answer: { status: answer.status, body: await answer.text() },
        ...(answer.ok ? { messageId: PutItem.parse(JSON.parse(body)).Item.itemId.S } : {}),
      };
    },
    reject: () => errorOf('ValidationException', 'One or more parameter values were invalid'),
    throttle: () => errorOf('ThrottlingException', 'Throughput exceeds the current capacity'),
  });
};

const tableName = () => `inbox-${tableNumber}`;

describeChannelContract({
  channel: inApp,
  provider: 'INBOX',
  address: 'user-of-the-contract',
  content: {
    title: 'A title told to nobody',
    body: 'Words for her eyes',
    link: 'https://a.example',
  },
  // DynamoDB takes partition keys of up to 2,048 bytes.
  malformedAddress: 'u'.repeat(2_049),
  oversizedContent: { title: 'Large', body: 'ü'.repeat(205_000) },
  isIdempotent: true,
  start,
  createSend: ({ url, timeoutMs }) => {
    const client = new DynamoDBClient({
      ...fakeAws,
      endpoint: url,
      maxAttempts: 1,
      requestHandler: { requestTimeout: timeoutMs, throwOnRequestTimeout: true },
    });
    return createSendInApp(createInboxTable(DynamoDBDocumentClient.from(client), tableName()), 30);
  },
});

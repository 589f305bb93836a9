import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hashAddress } from '#core/address.ts';
import type { Category } from '#core/category.ts';
import type { RequestMessage } from '#core/messages.ts';
import type { Preferences } from '#core/preferences.ts';
import type { RecipientRef } from '#core/recipient.ts';
import { channels } from '#functions/channels/index.ts';
import { createLoadRouteContext } from '#functions/router/load-route-context.ts';
import { decideFor } from '#functions/router/route-notifications.ts';
import { addressKey, userKey } from '#platform/recipients-table.ts';
import { systemRuntime } from '#platform/runtime.ts';
import { categories } from '#templates/categories.ts';
import { templates } from '#templates/index.ts';
import { startRecipients } from '../platform/recipients/recipients-table.ts';
import { writeDownCalls } from '../platform/write-down-calls.ts';

let recipients: Awaited<ReturnType<typeof startRecipients>>;
let connection: ReturnType<typeof recipients.connect>;
let table: string;
const calls: string[] = [];

beforeAll(async () => {
  recipients = await startRecipients();
  connection = recipients.connect();
  table = await recipients.createTable();
  await recipients.createNotifications();
  writeDownCalls(connection.raw, calls);
});
afterAll(async () => {
  connection.raw.destroy();
  await recipients.close();
});

const at = '2026-11-23T12:00:00Z';
const put = (Item: object) =>
  connection.dynamo.send(new PutCommand({ TableName: table, Item: { ...Item } }));

/** A person with a word on every one of a thousand categories. */
const makePerson = async (userId: string, preferences: Preferences) => {
  const email = `${userId}@example.com`;
  const profile = { userId, email, devices: [], preferences, createdAt: at, updatedAt: at };
  await put({ ...userKey(userId), ...profile });
  await put({ ...addressKey(email), owner: userId, claimedAt: 1 });
};

const thousand = Array.from({ length: 1_000 }, (_, position) => `category-${position}`);

const requestTo = (recipient: RecipientRef): RequestMessage => ({
  schemaVersion: 1,
  notificationId: `ntf_${hashAddress(recipient.identifier).slice(0, 25)}`,
  templateId: 'ORDER_CONFIRMATION',
  recipient,
  data: {},
  priority: 'MEDIUM',
  caller: '1/Orders',
  acceptedAt: 0,
  expiresAt: 1,
});

test('a batch of ten is read by two BatchGetItem, whoever is in it and however much they said', async () => {
  const word = { enabled: true, at: 1, how: 'API', by: '1/Shop' } as const;
  const words = Object.fromEntries(thousand.map((id) => [`${id}#EMAIL`, word]));
  const users = ['ada', 'bob', 'cyd', 'dan', 'eve'];
  for (const userId of users) await makePerson(userId, words);
  const messages = [
    ...users.map((identifier) => requestTo({ type: 'USER_ID', identifier })),
    ...users.map((id) => requestTo({ type: 'EMAIL', identifier: `${id}@example.com` })),
  ];
  const tables = { notifications: 'notifications', recipients: table };
  const load = createLoadRouteContext(connection.dynamo, tables, systemRuntime);

  calls.length = 0;
  const context = await load(messages);

  expect(calls).toEqual(['BatchGetItemCommand', 'BatchGetItemCommand']);
  for (const message of messages) {
    expect(context.recipient(message)).toMatchObject({ kind: 'user' });
  }
});

test('with a thousand categories and as many words a decision looks at one category and a few cells', () => {
  const [orders] = [...categories.values()].filter(({ id }) => id === 'orders');
  if (orders === undefined) throw new Error('there are no orders');
  const configured = new Map<string, Category>(
    thousand.map((id) => [id, { ...orders, id }] as const),
  ).set('orders', orders);
  let categoriesRead = 0;
  const counted = {
    ...configured,
    get: (id: string) => {
      categoriesRead += 1;
      return configured.get(id);
    },
  } as unknown as typeof configured;
  const word = { enabled: false, at: 1, how: 'API', by: '1/Shop' } as const;
  const words: Preferences = Object.fromEntries(thousand.map((id) => [`${id}#EMAIL`, word]));
  let cellsRead = 0;
  const preferences = new Proxy(words, {
    get: (target, cell: string) => {
      cellsRead += 1;
      return target[cell];
    },
    ownKeys: () => {
      throw new Error('looks at every cell');
    },
  });
  const profile = {
    userId: 'ada',
    email: 'ada@example.com',
    devices: [],
    preferences,
    preferencesVersion: 0,
    suppressions: {},
    createdAt: at,
    updatedAt: at,
  };

  const { decisions } = decideFor(
    requestTo({ type: 'USER_ID', identifier: 'ada' }),
    { kind: 'user', profile },
    {
      channels,
      templates,
      categories: counted,
      quietHoursByDefault: undefined,
      recipientLimits: undefined,
      now: Date.now,
    },
  );

  expect(decisions.EMAIL).toMatchObject({ verdict: 'DELIVER' });
  expect(categoriesRead).toBe(1);
  expect(cellsRead).toBeLessThanOrEqual(4 * channels.length);
});

import { PutCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChannelOrder } from '#core/channel-order.ts';
import type { Preferences } from '#core/preferences.ts';
import { createPreferencesTable } from '#platform/preferences-table.ts';
import { createProfiles } from '#platform/profiles.ts';
import { userKey } from '#platform/recipients-table.ts';
import { startRecipients } from './recipients/recipients-table.ts';

let recipients: Awaited<ReturnType<typeof startRecipients>>;
let connection: ReturnType<typeof recipients.connect>;
let table: string;
let people = 0;

beforeAll(async () => {
  recipients = await startRecipients();
  connection = recipients.connect();
  table = await recipients.createTable();
});
afterAll(async () => {
  connection.raw.destroy();
  await recipients.close();
});

const makePerson = async () => {
  people += 1;
  const userId = `person-${people}`;
  const at = '2026-11-23T12:00:00Z';
  const profile = { userId, devices: [], preferences: {}, createdAt: at, updatedAt: at };
  const Item = { ...userKey(userId), ...profile };
  await connection.dynamo.send(new PutCommand({ TableName: table, Item }));
  return userId;
};

const cells = fc.dictionary(
  fc
    .tuple(fc.constantFrom('orders', 'promotions', '*'), fc.constantFrom('EMAIL', 'SMS', '*'))
    .map((parts) => parts.join('#')),
  fc.record({
    enabled: fc.boolean(),
    at: fc.integer({ min: 1, max: 9 }),
    how: fc.constant('API' as const),
    by: fc.constant('1/Shop'),
  }),
  { minKeys: 2, maxKeys: 6 },
);

test('no order of writes to different cells changes the result, and none is lost at once', async () => {
  await fc.assert(
    fc.asyncProperty(cells, fc.boolean(), async (wanted, isAtOnce) => {
      const { dynamo } = connection;
      const preferences = createPreferencesTable(dynamo, table);
      const say = (userId: string, [cell, preference]: [string, Preferences[string]]) =>
        preferences.merge(userId, {
          cells: { [cell]: preference },
          quietHours: undefined,
          said: preference,
        });
      const words = Object.entries(wanted);
      const [inOrder, reversed] = [await makePerson(), await makePerson()];
      for (const word of words) await say(inOrder, word);
      if (isAtOnce) await Promise.all(words.map((word) => say(reversed, word)));
      else for (const word of words.toReversed()) await say(reversed, word);
      for (const userId of [inOrder, reversed]) {
        const profile = await createProfiles(dynamo, table).get(userId);
        expect(profile?.preferences).toEqual(wanted);
        expect(profile?.preferencesVersion).toBe(words.length);
      }
    }),
    { numRuns: 12 },
  );
});

test('orders of different categories lose nothing when set at once, and are replaced as a whole', async () => {
  const { dynamo } = connection;
  const preferences = createPreferencesTable(dynamo, table);
  const userId = await makePerson();
  const categories = ['*', 'account', 'orders', 'promotions'];
  const order = (at: number): ChannelOrder => ({
    channels: ['SMS'],
    at,
    how: 'API',
    by: '1/Shop',
  });
  const said = {
    cells: {},
    quietHours: undefined,
    said: { at: 1, how: 'API', by: '1/Shop' },
  } as const;
  await Promise.all(
    categories.map((category) =>
      preferences.merge(userId, { ...said, channelOrder: { [category]: order(1) } }),
    ),
  );
  const profile = await preferences.merge(userId, { ...said, channelOrder: { orders: order(2) } });
  expect(profile?.channelOrder).toEqual(
    Object.fromEntries(categories.map((one) => [one, order(one === 'orders' ? 2 : 1)])),
  );
  expect(profile?.preferencesVersion).toBe(categories.length + 1);
  const replaced = await preferences.replace(userId, said, categories.length + 1);
  expect(replaced?.channelOrder).toEqual({});
  const nobody = await preferences.merge('nobody', { ...said, channelOrder: { '*': order(1) } });
  expect(nobody).toBeUndefined();
});

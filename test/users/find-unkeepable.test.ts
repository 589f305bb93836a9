import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findUnkeepable } from '#functions/users/profiles/find-unkeepable.ts';
import { UserRequest } from '#functions/users/profiles/user-request.ts';
import { startTablesInMemory, type TablesInMemory } from '../channels/tables-in-memory.ts';

let tables: TablesInMemory;
beforeAll(async () => {
  tables = await startTablesInMemory('notifications');
});
afterAll(() => tables.close());

const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);

test.each<readonly [string, Record<string, unknown>, string]>([
  ['a number of 26 digits', { since: 7.6e25 }, 'since'],
  ['one that JSON cannot say', { since: JSON.parse('1e400') }, 'since'],
  ['one too near to 0', { list: [0, { share: 1e-200 }] }, 'list.1.share'],
  ['something without a name', { plan: { '': true } }, 'plan.'],
  ['more levels than are kept', { deep: nested(40) }, `deep${'.0'.repeat(15)}`],
])('%s is refused where it stands', (_, attributes, place) => {
  const { error } = UserRequest.safeParse({ attributes });
  expect(error?.issues.map(({ path }) => path.join('.'))).toEqual([`attributes.${place}`]);
});

test('whatever is not refused is kept, and comes back as it was', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(fc.string({ minLength: 1, maxLength: 64 }), fc.jsonValue({ maxDepth: 6 })),
      async (said) => {
        const attributes: unknown = JSON.parse(JSON.stringify(said));
        if (findUnkeepable(attributes) !== undefined) return;
        const Key = { notificationId: 'any' };
        const TableName = 'notifications';
        await tables.dynamo.send(new PutCommand({ TableName, Item: { ...Key, attributes } }));
        const { Item } = await tables.dynamo.send(new GetCommand({ TableName, Key }));
        // DynamoDB knows no -0.
        expect(JSON.stringify(sorted(Item?.attributes))).toBe(JSON.stringify(sorted(attributes)));
      },
    ),
    { numRuns: 150 },
  );
});

/** A map has no order in DynamoDB. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  );
}

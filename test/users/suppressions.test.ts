import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { hashAddress } from '#core/address.ts';
import { createAddressPreferences } from '#platform/address-preferences.ts';
import { startUsersApi } from './users-api.ts';

let api: Awaited<ReturnType<typeof startUsersApi>>;
beforeAll(async () => {
  api = await startUsersApi();
});
afterAll(() => api.close());

const Page = z.object({
  items: z.array(z.object({ address: z.string(), suppressions: z.array(z.unknown()) })),
  cursor: z.string().optional(),
});

const of = (address: string, channel = 'EMAIL') => ({ channel, address });

test('an address that nobody knows is suppressed, found, and written to again', async () => {
  const address = 'nobody@example.com';
  const open = { channel: 'EMAIL', address: 'n***@example.com', suppressed: false };
  const closed = { ...open, suppressed: true, cause: 'MANUAL', by: '1/Shop' };

  expect((await api.call('POST', '/suppressions/find', of(address))).body).toEqual(open);
  const added = await api.call('POST', '/suppressions', of('Nobody@EXAMPLE.com'));
  expect(added).toMatchObject({ status: 200, body: { ...closed, address: 'N***@example.com' } });
  expect((await api.call('POST', '/suppressions/find', of(address))).body).toMatchObject(closed);
  const lifted = { ...open, lifted: { at: expect.any(String), by: '1/Shop' } };
  expect((await api.call('POST', '/suppressions/remove', of(address))).body).toEqual(lifted);
  expect((await api.call('POST', '/suppressions/remove', of(address))).body).toEqual(lifted);
  const again = await api.call('POST', '/suppressions', of(address));
  expect(again.body).toMatchObject(closed);
});

test('the first suppression stays, and says since when', async () => {
  const first = await api.call('POST', '/suppressions', of('first@example.com'));
  const second = await api.call('POST', '/suppressions', of('first@example.com'));
  expect(second.body).toEqual(first.body);
});

test('an event that comes again after it was lifted changes nothing', async () => {
  const address = 'late@example.com';
  const bounce = {
    channel: 'EMAIL',
    addressType: 'EMAIL',
    address,
    suppression: { cause: 'BOUNCED', at: api.clock.now, by: 'SES' },
  } as const;
  await api.deps.suppressions.add(bounce);
  await api.call('POST', '/suppressions/remove', of(address));
  await api.deps.suppressions.add(bounce);
  expect(await api.deps.suppressions.read(address)).toEqual({});
});

test('the list has every suppressed address once, masked, page by page, and no other', async () => {
  const addresses = Array.from({ length: 7 }, (_, index) => `listed-${index}@pages.example`);
  for (const address of addresses) await api.call('POST', '/suppressions', of(address));
  await api.call('POST', '/suppressions', of('+14155550109', 'SMS'));
  await api.call('POST', '/suppressions', of('lifted@pages.example'));
  await api.call('POST', '/suppressions/remove', of('lifted@pages.example'));
  await api.call('PUT', '/users/open', { email: 'open@pages.example' });

  const listed: string[] = [];
  let cursor: string | undefined;
  do {
    const query = { limit: '3', ...(cursor === undefined ? {} : { cursor }) };
    const { body } = await api.call('GET', '/suppressions', undefined, { query });
    const page = Page.parse(body);
    expect(page.items.length).toBeLessThanOrEqual(3);
    listed.push(...page.items.map(({ address }) => address));
    cursor = page.cursor;
  } while (cursor !== undefined);

  expect(listed.filter((address) => address.endsWith('@pages.example'))).toEqual(
    addresses.map(() => 'l***@pages.example'),
  );
  expect(listed).toContain('+14***09');
});

test('nothing that is kept of an unowned address shows it in clear', async () => {
  await api.call('POST', '/suppressions', of('secret.name@example.com'));
  const { Items } = await api.dynamo.send(new ScanCommand({ TableName: api.table }));
  expect(JSON.stringify(Items)).not.toContain('secret.name');
});

test.each([
  [of('no address'), '/address'],
  [of('ada', 'IN_APP'), '/channel'],
  [of('ada', 'PIGEON'), '/channel'],
  [{ ...of('ada@example.com'), why: 'x' }, '/why'],
])('refuses %j with a pointer', async (body, pointer) => {
  for (const path of ['/suppressions', '/suppressions/remove', '/suppressions/find']) {
    const refused = api.call('POST', path, body);
    await expect(refused).rejects.toMatchObject({ code: 'INVALID_REQUEST', errors: [{ pointer }] });
  }
});

test('refuses a cursor that no page gave', async () => {
  const query = { cursor: Buffer.from('USER#ada').toString('base64url') };
  const refused = api.call('GET', '/suppressions', undefined, { query });
  await expect(refused).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
});

test('who claims a suppressed address is suppressed, until they let go of it', async () => {
  const email = 'claimed@example.com';
  await api.call('POST', '/suppressions', of(email));
  await api.call('PUT', '/users/claimer', { email });
  const shown = async () =>
    Object.keys((await api.deps.profiles.get('claimer'))?.suppressions ?? {});
  expect(await shown()).toEqual([expect.stringMatching(/^EMAIL#/)]);
  await api.call('POST', '/suppressions/remove', of(email));
  expect(await shown()).toEqual([]);
  await api.call('POST', '/suppressions', of(email));
  expect(await shown()).toHaveLength(1);
  await api.call('PUT', '/users/claimer', {});
  expect(await shown()).toEqual([]);
  expect(await api.deps.suppressions.read(email)).toHaveProperty('EMAIL');
});

test('a refused PUT frees no address that another PUT of the same user shows by then', async () => {
  const email = 'shared@example.com';
  const { profiles } = api.deps;
  const slow: typeof profiles = {
    ...profiles,
    claim: async (...args) => {
      const claimed = await profiles.claim(...args);
      // Somebody else takes the number after it was found free.
      await api.call('PUT', '/users/holder', { phoneNumber: '+14155550111' });
      return claimed;
    },
    release: async (...args) => {
      await api.call('PUT', '/users/twice', { email });
      await profiles.release(...args);
    },
  };
  const both = { email, phoneNumber: '+14155550111' };
  const refused = api.call('PUT', '/users/twice', both, { deps: { ...api.deps, profiles: slow } });
  await expect(refused).rejects.toMatchObject({ code: 'ADDRESS_TAKEN' });
  const other = api.call('PUT', '/users/other', { email });
  await expect(other).rejects.toMatchObject({ code: 'ADDRESS_TAKEN' });
});

const unsubscribed = (at: number) => ({
  'promotions#EMAIL': { enabled: false, at, how: 'UNSUBSCRIBE_LINK', by: 'PERSON' } as const,
});
const explained = async (userId: string) => {
  const { body } = await api.call('GET', `/users/${userId}/preferences`, undefined, {
    query: { explain: 'true' },
  });
  const { matrix } = z
    .object({ matrix: z.array(z.looseObject({ category: z.string(), channel: z.string() })) })
    .parse(body);
  return matrix.find((cell) => cell.category === 'promotions' && cell.channel === 'EMAIL');
};

test('what was said by a link before there was a profile is shown by the profile, and explained', async () => {
  const email = 'reader@example.com';
  const links = createAddressPreferences(api.dynamo, api.table);
  const at = api.clock.now;
  await links.merge(hashAddress(email), unsubscribed(at));
  await api.call('PUT', '/users/reader', { email });
  expect(await explained('reader')).toMatchObject({
    enabled: false,
    level: 'category-and-channel',
    since: new Date(at).toISOString(),
    how: 'UNSUBSCRIBE_LINK',
  });
});

test('a later word stands, whether it was said by API, by link, or by replacing all', async () => {
  const email = 'changing@example.com';
  const links = createAddressPreferences(api.dynamo, api.table);
  const say = (at: number) => links.merge(hashAddress(email), unsubscribed(at));
  await say(api.clock.now);
  await api.call('PUT', '/users/changing', { email });
  const path = '/users/changing/preferences';
  await api.call('POST', path, {
    preferences: [{ category: 'promotions', channel: 'EMAIL', enabled: true }],
  });
  await api.call('PUT', '/users/changing', { email });
  expect(await explained('changing')).toMatchObject({ enabled: true, how: 'API' });

  await say(api.clock.now + 1);
  expect(await explained('changing')).toMatchObject({ enabled: false, how: 'UNSUBSCRIBE_LINK' });

  await api.call('PUT', path, { preferences: [] });
  await api.call('PUT', '/users/changing', { email });
  const byDefault = await explained('changing');
  expect(byDefault).toMatchObject({ level: 'category-default' });
  expect(byDefault).not.toHaveProperty('how');
});

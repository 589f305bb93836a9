import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { hashAddress } from '#core/address.ts';
import { createAddressPreferences } from '#platform/address-preferences.ts';
import { startUsersApi } from './users-api.ts';

let api: Awaited<ReturnType<typeof startUsersApi>>;
let users = 0;
beforeAll(async () => {
  api = await startUsersApi();
});
afterAll(() => api.close());

const night = { weekly: [{ days: ['MON', 'TUE'], from: '22:00', to: '07:00' }] };
const person = async () => {
  users += 1;
  const userId = `person-${users}`;
  const phoneNumber = `+1202555${1_000 + users}`;
  const email = `${userId}@example.com`;
  const body = { email, phoneNumber, timeZone: 'Asia/Kolkata' };
  const { status } = await api.call('PUT', `/users/${userId}`, body);
  expect(status).toBe(201);
  return { path: `/users/${userId}/preferences`, email, phoneNumber };
};

const Explained = z.object({
  matrix: z.array(z.looseObject({ category: z.string(), channel: z.string() })),
  orders: z.array(z.looseObject({ category: z.string() })),
  hours: z.looseObject({ categories: z.array(z.looseObject({ category: z.string() })) }),
});
const explain = async (path: string, deps = api.deps) => {
  const query = { explain: 'true' };
  const { body } = await api.call('GET', path, undefined, { query, deps });
  const { matrix, orders, hours } = Explained.parse(body);
  return {
    body,
    hours,
    cell: (category: string, channel: string) =>
      matrix.find((one) => one.category === category && one.channel === channel),
    order: (category: string) => orders.find((one) => one.category === category),
  };
};

test('each word shows who gave it, when and how: preferences, quiet hours and orders', async () => {
  const { path } = await person();
  const orders = [{ category: 'orders', channels: ['SMS'] }];
  const preferences = [{ channel: 'EMAIL', enabled: false }];
  await api.call('POST', path, { preferences, quietHours: night, channelOrder: orders });
  const said = { at: new Date(api.clock.now).toISOString(), how: 'API', by: '1/Shop' };

  const { body } = await api.call('GET', path);

  expect(body).toEqual({
    preferences: [{ channel: 'EMAIL', enabled: false, ...said }],
    quietHours: { ...night, ...said },
    channelOrder: [{ category: 'orders', channels: ['SMS'], ...said }],
  });
});

test('a later word on one thing leaves the provenance of the others', async () => {
  const { path } = await person();
  await api.call('POST', path, { preferences: [], quietHours: night });
  const first = new Date(api.clock.now).toISOString();
  await api.call('POST', path, { preferences: [{ enabled: false }] });

  const { body } = await api.call('GET', path);

  expect(body).toMatchObject({
    preferences: [{ enabled: false, at: new Date(api.clock.now - 1_000).toISOString() }],
    quietHours: { at: first },
  });
  await api.call('PUT', path, { preferences: [] });
  expect((await api.call('GET', path)).body).toEqual({ preferences: [] });
});

test('an import is a word of its own kind, on quiet hours too', async () => {
  users += 1;
  const line = JSON.stringify({ userId: `imported-${users}`, quietHours: night });
  await api.call('POST', '/users/import', line, { mediaType: 'application/x-ndjson' });
  const { body } = await api.call('GET', `/users/imported-${users}/preferences`);
  expect(body).toMatchObject({ quietHours: { ...night, how: 'IMPORT', by: '1/Shop' } });
});

test('explains of each cell which level won, since when and how', async () => {
  const { path, email } = await person();
  const preferences = [
    { category: 'promotions', enabled: false },
    { category: 'promotions', channel: 'SMS', enabled: true },
    { channel: 'PUSH', enabled: false },
  ];
  await api.call('POST', path, { preferences });
  const since = new Date(api.clock.now).toISOString();
  const links = createAddressPreferences(api.dynamo, api.table);
  const at = api.clock.now + 500;
  await links.merge(hashAddress(email), {
    'orders#EMAIL': { enabled: false, at, how: 'UNSUBSCRIBE_LINK', by: 'PERSON' },
  });

  const { cell } = await explain(path);

  const byApi = { since, how: 'API' };
  const ofPromotions = { category: 'promotions', channel: 'EMAIL' };
  expect(cell('promotions', 'EMAIL')).toEqual({
    ...ofPromotions,
    enabled: false,
    level: 'category',
    ...byApi,
  });
  expect(cell('promotions', 'SMS')).toMatchObject({
    enabled: true,
    level: 'category-and-channel',
    ...byApi,
  });
  expect(cell('orders', 'PUSH')).toMatchObject({ enabled: false, level: 'channel', ...byApi });
  expect(cell('orders', 'EMAIL')).toMatchObject({
    enabled: false,
    level: 'category-and-channel',
    since: new Date(at).toISOString(),
    how: 'UNSUBSCRIBE_LINK',
  });
  expect(cell('orders', 'SMS')).toEqual({
    ...{ category: 'orders', channel: 'SMS', enabled: true, level: 'category-default' },
  });
  expect(cell('security', 'PUSH')).toMatchObject({ enabled: true, level: 'critical-category' });
  expect(cell('account', 'PUSH')).toMatchObject({ enabled: true, level: 'not-declinable' });
});

test('shows a STOP as what it is: a suppression, whatever is preferred', async () => {
  const { path, phoneNumber } = await person();
  const at = api.clock.now;
  await api.deps.suppressions.add({
    channel: 'SMS',
    addressType: 'PHONE_NUMBER',
    address: phoneNumber,
    suppression: { cause: 'STOPPED', at, by: 'RECIPIENT' },
  });
  const since = new Date(at).toISOString();

  const { body, cell } = await explain(path);

  expect(body).toMatchObject({
    suppressions: [{ channel: 'SMS', cause: 'STOPPED', at: since, by: 'RECIPIENT' }],
  });
  expect(JSON.stringify(body)).not.toContain(phoneNumber);
  const suppressed = { cause: 'STOPPED', since };
  expect(cell('orders', 'SMS')).toMatchObject({ enabled: true, suppressed });
  // It binds what is critical, too.
  expect(cell('security', 'SMS')).toMatchObject({ enabled: true, suppressed });
  expect(cell('orders', 'EMAIL')).not.toHaveProperty('suppressed');
});

test('explains when they are told: by whose quiet hours, in which zone, and in which windows', async () => {
  const { path } = await person();
  const promotions = api.deps.categories.get('promotions');
  if (promotions === undefined) throw new Error('there are no promotions');
  const sendWindow = { weekly: [{ days: ['SAT' as const], from: '09:00', to: '12:00' }] };
  const deps = {
    ...api.deps,
    quietHoursByDefault: { weekly: [{ days: ['SUN' as const], from: '00:00', to: '00:00' }] },
    categories: new Map(api.deps.categories).set('promotions', { ...promotions, sendWindow }),
  };
  const byStage = await explain(path, deps);
  expect(byStage.hours).toMatchObject({
    timeZone: 'Asia/Kolkata',
    quietHours: deps.quietHoursByDefault,
    level: 'stage',
  });
  expect(byStage.hours.categories).toContainEqual({
    ...{ category: 'promotions', quietHours: 'HOLD', sendWindow },
  });
  expect(byStage.hours.categories).toContainEqual({ category: 'security', quietHours: 'PASS' });

  await api.call('POST', path, { preferences: [], quietHours: night });
  const since = new Date(api.clock.now).toISOString();
  expect((await explain(path, deps)).hours).toMatchObject({
    quietHours: night,
    level: 'person',
    since,
    how: 'API',
  });
});

test('explains in which order they prefer to be told', async () => {
  const { path } = await person();
  const channelOrder = [{ channels: ['EMAIL'] }, { category: 'orders', channels: ['SMS'] }];
  await api.call('POST', path, { preferences: [], channelOrder });
  const { order } = await explain(path);
  expect(order('orders')).toMatchObject({ level: 'category', how: 'API' });
  expect(order('account')).toMatchObject({ level: 'everything', how: 'API' });
  expect(order('account')?.channels).toMatchObject({ 0: 'EMAIL' });
});

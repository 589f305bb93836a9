import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { startUsersApi } from './users-api.ts';

let api: Awaited<ReturnType<typeof startUsersApi>>;
beforeAll(async () => {
  api = await startUsersApi();
});
afterAll(() => api.close());

const Results = z.object({
  results: z.array(
    z.object({
      line: z.number(),
      userId: z.string().optional(),
      status: z.string().optional(),
      error: z.looseObject({ code: z.string() }).optional(),
    }),
  ),
});

const mediaType = 'application/x-ndjson';
const importText = async (text: string, deps = api.deps) => {
  const { status, body } = await api.call('POST', '/users/import', text, { mediaType, deps });
  expect(status).toBe(200);
  return Results.parse(body).results;
};
const importLines = (...lines: readonly (object | string)[]) =>
  importText(
    lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'),
  );

test('makes and replaces users, a line each, answered in order', async () => {
  const first = await importLines(
    { userId: 'ada', email: 'ada@example.com', locale: 'en-GB', timeZone: 'Europe/London' },
    { userId: 'bob', attributes: { plan: 'gold' } },
  );
  expect(first).toEqual([
    { line: 1, userId: 'ada', status: 'CREATED' },
    { line: 2, userId: 'bob', status: 'CREATED' },
  ]);
  expect(await importLines({ userId: 'ada', locale: 'fr' })).toEqual([
    { line: 1, userId: 'ada', status: 'REPLACED' },
  ]);
  const { body } = await api.call('GET', '/users/ada');
  expect(body).toMatchObject({ userId: 'ada', locale: 'fr' });
  expect(body).not.toHaveProperty('email');
});

test('a bad line spoils no other', async () => {
  const results = await importLines(
    { userId: 'good-1', email: 'good-1@example.com' },
    '{"userId": "torn',
    { userId: 'bad address', email: 'x@example.com' },
    { userId: 'bad-mail', email: 'nowhere' },
    { userId: 'bad-field', nickname: 'x' },
    { userId: 'bad-hook', webhookUrl: 'http://10.0.0.1/' },
    { userId: 'bad-category', preferences: [{ category: 'nonsense', enabled: true }] },
    { userId: 'import' },
    '[]',
    { userId: 'good-2' },
  );
  expect(results.map(({ line, error }) => [line, error?.code])).toEqual([
    [1, undefined],
    [2, 'MALFORMED_JSON'],
    ...[3, 4, 5, 6, 7, 8, 9].map((line) => [line, 'INVALID_REQUEST']),
    [10, undefined],
  ]);
  const pointers = results.map(({ error }) => error?.errors);
  expect(pointers[3]).toMatchObject([{ pointer: '/email' }]);
  expect(pointers[6]).toMatchObject([{ pointer: '/preferences/0/category' }]);
  expect(await api.deps.profiles.get('bad-category')).toBeUndefined();
  expect(JSON.stringify(results[1])).not.toContain('torn');
});

test('counts empty lines, and takes what editors leave at the ends', async () => {
  const results = await importText('\uFEFF{"userId":"crlf-1"}\r\n\r\n{"userId":"crlf-2"}\r\n');
  expect(results).toMatchObject([
    { line: 1, userId: 'crlf-1' },
    { line: 3, userId: 'crlf-2' },
  ]);
  expect(await importText('')).toEqual([]);
});

test('of lines that collide the earlier wins, every time', async () => {
  for (const round of [1, 2, 3]) {
    const email = `wanted-${round}@example.com`;
    const results = await importLines(
      { userId: `first-${round}`, email },
      ...Array.from({ length: 5 }, (_, index) => ({ userId: `later-${round}-${index}`, email })),
      { userId: `first-${round}`, email, username: `name-${round}` },
    );
    expect(results.map(({ status, error }) => status ?? error?.code)).toEqual([
      'CREATED',
      ...Array.from({ length: 5 }, () => 'ADDRESS_TAKEN'),
      'REPLACED',
    ]);
  }
});

test('keeps preferences as imported, by whom and how', async () => {
  await importLines({
    userId: 'choosy',
    preferences: [{ category: 'promotions', enabled: false }],
    quietHours: { weekly: [{ days: ['SAT'], from: '22:00', to: '09:00' }] },
  });
  const { body } = await api.call('GET', '/users/choosy/preferences');
  expect(body).toMatchObject({
    preferences: [{ category: 'promotions', enabled: false, how: 'IMPORT', by: '1/Shop' }],
    quietHours: { weekly: [{ from: '22:00' }] },
  });
  await importLines({
    userId: 'choosy',
    preferences: [{ category: 'orders', channel: 'SMS', enabled: false }],
  });
  const after = await api.call('GET', '/users/choosy/preferences');
  expect(after.body).toMatchObject({
    preferences: expect.arrayContaining([
      expect.objectContaining({ category: 'promotions', enabled: false }),
      expect.objectContaining({ category: 'orders', channel: 'SMS', enabled: false }),
    ]),
    quietHours: { weekly: [{ from: '22:00' }] },
  });
});

test('a line that the table does not take says so, and the others are taken', async () => {
  const { profiles } = api.deps;
  const put: typeof profiles.put = async (userId, ...rest) => {
    if (userId === 'unlucky') throw new Error('throttled');
    return profiles.put(userId, ...rest);
  };
  const text = '{"userId":"lucky"}\n{"userId":"unlucky"}';
  const results = await importText(text, { ...api.deps, profiles: { ...profiles, put } });
  expect(results).toMatchObject([
    { userId: 'lucky', status: 'CREATED' },
    { error: { code: 'UNAVAILABLE' } },
  ]);
  expect(api.failures).toEqual([2]);
});

test('answers the lines that there was no time for', async () => {
  let now = api.clock.now;
  const hurried = () => {
    now += 7_000;
    return now;
  };
  const lines = Array.from({ length: 60 }, (_, index) => `{"userId":"slow-${index}"}`);
  const results = await importText(lines.join('\n'), { ...api.deps, now: hurried });
  expect(results).toHaveLength(60);
  expect(results.at(-1)?.error).toMatchObject({ code: 'UNAVAILABLE' });
  expect(results[0]).toMatchObject({ status: 'CREATED' });
});

test('takes a thousand lines and not one more', async () => {
  const line = (index: number) =>
    `{"userId":"one-of-many-${index}","email":"u${index}@many.example"}`;
  const lines = Array.from({ length: 1_000 }, (_, index) => line(index));
  const results = await importText(lines.join('\n'));
  expect(results.filter(({ status }) => status === 'CREATED')).toHaveLength(1_000);
  const more = api.call('POST', '/users/import', [...lines, line(1_000)].join('\n'), { mediaType });
  await expect(more).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
}, 60_000);

test('lines of JSON are taken here and nowhere else, and here nothing else', async () => {
  const wrong = api.call('POST', '/users/import', '{"userId":"x"}');
  await expect(wrong).rejects.toMatchObject({
    code: 'UNSUPPORTED_MEDIA_TYPE',
    headers: { 'accept-post': 'application/x-ndjson' },
  });
  const elsewhere = api.call('PUT', '/users/x', '{}', { mediaType });
  await expect(elsewhere).rejects.toMatchObject({
    code: 'UNSUPPORTED_MEDIA_TYPE',
    headers: { 'accept-post': 'application/json' },
  });
  const tooLarge = api.call('POST', '/users/import', ' '.repeat(5_000_001), { mediaType });
  await expect(tooLarge).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
});

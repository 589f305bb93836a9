import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hashAddress } from '#core/address.ts';
import { createAddressItems } from '#platform/address-items.ts';
import { createRevokeLinks } from '#platform/revoke-links.ts';
import { confirm, oneClick, type PublicPages, startPublicPages } from './public-pages.ts';

let pages: PublicPages;
let userId: string;
let email: string;
let users = 0;
beforeAll(async () => {
  pages = await startPublicPages();
});
afterAll(() => pages.close());
beforeEach(() => {
  users += 1;
  userId = `user-${users}`;
  email = `user-${users}@example.com`;
});

const pathOf = (token: string) => `/unsubscribe/${token}`;
const preferences = async (id = userId) => (await pages.profiles.get(id))?.preferences;
const said = async (address: string) =>
  (await createAddressItems(pages.dynamo, pages.table).read(address)).preferences;
const declined = { enabled: false, how: 'UNSUBSCRIBE_LINK', by: 'PERSON' };

test('looking at a link changes nothing, however often', async () => {
  await pages.putUser(userId, { email });
  const before = await pages.profiles.get(userId);
  const path = pathOf(pages.tokenFor({ holder: pages.user(userId) }));
  for (let time = 0; time < 3; time += 1) {
    const { statusCode, body } = await pages.get(path);
    expect(statusCode).toBe(200);
    expect(body).toContain('Do you want to stop getting “Offers”?');
    expect(body).toContain('<form method="post">');
  }
  expect(await pages.profiles.get(userId)).toEqual(before);
});

test('one click declines the category by its channel, and says so', async () => {
  await pages.putUser(userId, { email });
  const path = pathOf(pages.tokenFor({ holder: pages.user(userId) }));
  const { statusCode, body, headers } = await pages.post(path, oneClick);
  expect(statusCode).toBe(200);
  expect(headers).not.toHaveProperty('location');
  expect(body).toContain('You are unsubscribed');
  expect(body).toContain('<li>E-mail</li>');
  const at = pages.clock.now;
  expect(await preferences()).toEqual({ 'promotions#EMAIL': { ...declined, at } });
  expect((await pages.get(path)).body).toContain('You are unsubscribed');
});

test.each([
  [
    'multipart, as RFC 8058 recommends',
    'multipart/form-data; boundary=BOUNDARY',
    [
      '--BOUNDARY',
      'Content-Disposition: form-data; name="List-Unsubscribe"',
      '',
      'One-Click',
      '--BOUNDARY--',
      '',
    ].join('\r\n'),
  ],
  [
    'with a charset',
    'application/x-www-form-urlencoded; charset=UTF-8',
    'List-Unsubscribe=One-Click',
  ],
])('takes one click %s', async (_, contentType, form) => {
  await pages.putUser(userId, { email });
  const path = pathOf(pages.tokenFor({ holder: pages.user(userId) }));
  expect(await pages.post(path, { contentType, form })).toMatchObject({ statusCode: 200 });
  expect(await preferences()).toHaveProperty(['promotions#EMAIL']);
});

test('a second click answers the same and changes nothing, not even since when', async () => {
  await pages.putUser(userId, { email });
  const path = pathOf(pages.tokenFor({ holder: pages.user(userId) }));
  const first = await pages.post(path, oneClick);
  const profile = await pages.profiles.get(userId);
  expect(await pages.post(path, oneClick)).toEqual(first);
  expect(await pages.profiles.get(userId)).toEqual(profile);
});

describe('the mail that it came with', () => {
  const deliveryId = `ntf_${'0'.repeat(25)}-EMAIL-abcdefghij`;
  beforeEach(() => {
    pages.topic.published.length = 0;
    pages.topic.isOut = false;
  });

  test('is told of by one click, by the page, and again by a repeat', async () => {
    await pages.putUser(userId, { email });
    const path = pathOf(pages.tokenFor({ holder: pages.user(userId), deliveryId }));
    await pages.get(path);
    expect(pages.topic.published).toEqual([]);
    for (const posted of [oneClick, confirm('all'), oneClick]) {
      pages.topic.published.length = 0;
      await pages.post(path, posted);
      expect(pages.topic.published).toEqual([
        {
          topicArn: 'arn:unsubscribes',
          schemaVersion: 1,
          deliveryId,
          engagement: [{ kind: 'UNSUBSCRIBED', at: pages.clock.now }],
        },
      ]);
    }
  });

  test('is no reason to tell the reader that it failed', async () => {
    await pages.putUser(userId, { email });
    const path = pathOf(pages.tokenFor({ holder: pages.user(userId), deliveryId }));
    pages.topic.isOut = true;
    expect(await pages.post(path, oneClick)).toMatchObject({ statusCode: 200 });
    expect(await preferences()).toHaveProperty(['promotions#EMAIL', 'enabled'], false);
  });

  test('is not told of where a link of before names none, or a form says nothing', async () => {
    await pages.putUser(userId, { email });
    const token = pages.tokenFor({ holder: pages.user(userId) });
    await pages.post(pathOf(token), oneClick);
    const named = pages.tokenFor({ holder: pages.user(userId), deliveryId });
    await pages.post(pathOf(named), { form: 'hello=1' });
    expect(pages.topic.published).toEqual([]);
  });
});

test('two clicks at once, and one more, come to one word', async () => {
  await pages.putUser(userId, { email });
  const path = pathOf(pages.tokenFor({ holder: pages.user(userId) }));
  const answers = await Promise.all([pages.post(path, oneClick), pages.post(path, oneClick)]);
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
  expect(Object.keys((await preferences()) ?? {})).toEqual(['promotions#EMAIL']);
});

test('the page declines by one channel, or by all that there are', async () => {
  await pages.putUser(userId, { email, phoneNumber: `+1415555${1000 + users}` });
  const asked = { enabled: true, at: 1, how: 'API', by: '1/Shop' } as const;
  await pages.deps.preferences.merge(userId, {
    cells: { 'promotions#SMS': asked, 'orders#SMS': asked },
    quietHours: undefined,
    said: asked,
  });
  const path = pathOf(pages.tokenFor({ holder: pages.user(userId) }));
  await pages.post(path, confirm('channel'));
  expect(await preferences()).toMatchObject({
    'promotions#EMAIL': declined,
    'promotions#SMS': asked,
  });
  const { body } = await pages.post(path, confirm('all'));
  for (const channel of ['E-mail', 'Text message (SMS)', 'In the app']) {
    expect(body).toContain(`<li>${channel}</li>`);
  }
  expect(await preferences()).toMatchObject({
    'promotions#*': declined,
    'promotions#SMS': declined,
    'orders#SMS': asked,
  });
});

describe('an address that is nobody\u2019s', () => {
  test('keeps what its reader said, and hands it to whoever claims it', async () => {
    const path = pathOf(pages.tokenFor({ holder: pages.address(email) }));
    expect((await pages.get(path)).body).toContain('Offers');
    expect(await said(email)).toEqual({});
    await pages.post(path, oneClick);
    expect(await said(email)).toMatchObject({ 'promotions#EMAIL': declined });
    await pages.putUser(userId, { email });
    expect(await preferences()).toMatchObject({ 'promotions#EMAIL': declined });
  });

  test('that has an owner by now speaks for its owner', async () => {
    const path = pathOf(pages.tokenFor({ holder: pages.address(email) }));
    await pages.putUser(userId, { email, locale: 'de' });
    expect((await pages.get(path)).body).toContain('Möchten Sie „Angebote“');
    await pages.post(path, oneClick);
    expect(await preferences()).toMatchObject({ 'promotions#EMAIL': declined });
  });

  test('that somebody claimed and never showed is still nobody\u2019s', async () => {
    await pages.profiles.claim(`ADDRESS#${hashAddress(email)}`, userId, 1);
    const path = pathOf(pages.tokenFor({ holder: pages.address(email) }));
    expect(await pages.post(path, oneClick)).toMatchObject({ statusCode: 200 });
    expect(await said(email)).toMatchObject({ 'promotions#EMAIL': declined });
  });
});

describe('nothing is changed by', () => {
  test.each([
    ['an empty body', { form: '' }, 400],
    ['another word', { form: 'List-Unsubscribe=Maybe' }, 400],
    ['another scope', { form: 'scope=everything' }, 400],
    ['JSON', { form: '{"List-Unsubscribe":"One-Click"}', contentType: 'application/json' }, 415],
    ['a broken form', { form: 'x', contentType: 'multipart/form-data; boundary=a' }, 400],
    ['a form as long as a book', { form: `scope=all&x=${'x'.repeat(100_000)}` }, 413],
    [
      'the page of another site',
      { form: 'scope=all', headers: { 'Sec-Fetch-Site': 'cross-site' } },
      403,
    ],
  ])('%s', async (_, posted, status) => {
    await pages.putUser(userId, { email });
    const path = pathOf(pages.tokenFor({ holder: pages.user(userId) }));
    const { statusCode, body } = await pages.post(path, posted);
    expect(statusCode).toBe(status);
    expect(body).toContain('Nothing was changed');
    expect(await preferences()).toEqual({});
  });
});

describe('a link leads nowhere', () => {
  const expectClosed = async (token: string, status: number, words: string) => {
    for (const answer of [
      await pages.get(pathOf(token)),
      await pages.post(pathOf(token), oneClick),
    ]) {
      expect(answer).toMatchObject({ statusCode: status });
      expect(answer.body).toContain(words);
      expect(answer.headers).toMatchObject({ 'cache-control': 'no-store' });
    }
    expect((await preferences()) ?? {}).toEqual({});
  };

  test('where it is forged', async () => {
    await pages.putUser(userId);
    const token = pages.tokenFor({ holder: pages.user(userId) });
    await expectClosed(
      `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`,
      404,
      'does not work',
    );
    await expectClosed('nonsense', 404, 'does not work');
  });

  test('where it is for something else', async () => {
    await pages.putUser(userId);
    const token = pages.tokenFor({ holder: pages.user(userId), purpose: 'PREFERENCES' });
    await expectClosed(token, 404, 'does not work');
  });

  test('where it has expired', async () => {
    await pages.putUser(userId);
    const token = pages.tokenFor({ holder: pages.user(userId), expiresAt: pages.clock.now + 1 });
    await expectClosed(token, 410, 'too old');
  });

  test('where it was revoked; a newer one works', async () => {
    await pages.putUser(userId);
    const token = pages.tokenFor({ holder: pages.user(userId) });
    pages.clock.now += 1;
    await createRevokeLinks(pages.dynamo, pages.table)(userId, pages.clock.now);
    await expectClosed(token, 410, 'no longer valid');
    const newer = pathOf(pages.tokenFor({ holder: pages.user(userId) }));
    expect(await pages.post(newer, oneClick)).toMatchObject({ statusCode: 200 });
  });

  test('where its user revoked it who has the address by now', async () => {
    const token = pages.tokenFor({ holder: pages.address(email) });
    await pages.putUser(userId, { email });
    await createRevokeLinks(pages.dynamo, pages.table)(userId, pages.clock.now + 1);
    await expectClosed(token, 410, 'no longer valid');
  });

  test('where its user is no more', async () => {
    await expectClosed(pages.tokenFor({ holder: pages.user(userId) }), 410, 'does not exist');
  });

  test.each(['security', 'account', 'gone'])('where %s cannot be declined', async (category) => {
    await pages.putUser(userId);
    const token = pages.tokenFor({ holder: pages.user(userId), category });
    await expectClosed(token, 404, 'nothing here');
  });
});

test('a failure is told kindly, and tells nothing of its cause', async () => {
  const { raw, serve } = pages.connect();
  raw.destroy();
  raw.middlewareStack.add(() => () => Promise.reject(new Error(`no table for ${email}`)), {
    step: 'initialize',
  });
  const path = pathOf(pages.tokenFor({ holder: pages.user(userId) }));
  const { statusCode, body } = await pages.postBy(serve, path, oneClick);
  expect(statusCode).toBe(500);
  expect(body).toContain('went wrong on our side');
  expect(body).not.toContain('table');
});

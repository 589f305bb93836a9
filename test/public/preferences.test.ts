import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Preferences } from '#core/preferences.ts';
import { createAddressItems } from '#platform/address-items.ts';
import { createSuppressions } from '#platform/suppressions.ts';
import { attributeOf, elementsOf, formOf, textOf } from './page-document.ts';
import { type PublicPages, startPublicPages } from './public-pages.ts';

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

const pathFor = (holder: Parameters<PublicPages['tokenFor']>[0]['holder']) =>
  `/preferences/${pages.tokenFor({ holder, purpose: 'PREFERENCES' })}`;
const post = (path: string, form: string, site = 'same-origin') =>
  pages.post(path, { form, headers: { 'Sec-Fetch-Site': site } });
const profileOf = async (id = userId) => {
  const profile = await pages.profiles.get(id);
  if (profile === undefined) throw new Error(`${id} is gone`);
  return profile;
};
const ticked = (html: string) =>
  elementsOf(html)
    .filter((element) => attributeOf(element, 'name') === 'on')
    .map((element) => {
      const isOn = attributeOf(element, 'checked') !== undefined;
      return `${attributeOf(element, 'value')} ${isOn ? 'on' : 'off'}`;
    });
const said = (cells: Preferences) =>
  pages.deps.preferences.merge(userId, {
    cells,
    quietHours: undefined,
    said: { at: pages.clock.now, how: 'API', by: '1/Shop' },
  });
const byApi = (enabled: boolean) => ({ enabled, at: 1, how: 'API', by: '1/Shop' }) as const;

describe('a user', () => {
  test('sees what can be declined, by each channel that reaches them', async () => {
    await pages.putUser(userId, { email, phoneNumber: `+1415555${2000 + users}` });
    await said({ 'promotions#SMS': byApi(false), 'orders#*': byApi(true) });
    const { statusCode, body } = await pages.get(pathFor(pages.user(userId)));
    expect(statusCode).toBe(200);
    expect(ticked(body)).toEqual([
      'orders#EMAIL on',
      'orders#SMS on',
      'orders#IN_APP on',
      'promotions#EMAIL on',
      'promotions#SMS off',
      'promotions#IN_APP on',
    ]);
    expect(body).toContain('Your account, Security, and Sign-in codes and links');
  });

  test('changes what they change, and nothing else becomes their word', async () => {
    await pages.putUser(userId, { email });
    const path = pathFor(pages.user(userId));
    const { body } = await pages.get(path);
    const answer = await post(path, formOf(body, { untick: ['on:promotions#EMAIL'] }));
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('Your preferences are saved.');
    expect(ticked(answer.body)).toContain('promotions#EMAIL off');
    const at = pages.clock.now;
    const profile = await profileOf();
    expect(profile.preferences).toEqual({
      'promotions#EMAIL': { enabled: false, at, how: 'PREFERENCE_PAGE', by: 'PERSON' },
    });
    expect(profile).not.toHaveProperty('quietHours');
    expect(profile).not.toHaveProperty('timeZone');
  });

  test('saves nothing by saving what they did not touch', async () => {
    await pages.putUser(userId, { email });
    const path = pathFor(pages.user(userId));
    const before = await profileOf();
    const { body } = await post(path, formOf((await pages.get(path)).body));
    expect(body).toContain('saved');
    expect(await profileOf()).toEqual(before);
  });

  test('undoes nothing that was said while the page was open', async () => {
    await pages.putUser(userId, { email });
    const path = pathFor(pages.user(userId));
    const { body } = await pages.get(path);
    await said({ 'promotions#EMAIL': byApi(false) });
    await post(path, formOf(body, { untick: ['on:orders#EMAIL'] }));
    expect((await profileOf()).preferences).toMatchObject({
      'promotions#EMAIL': byApi(false),
      'orders#EMAIL': { enabled: false, how: 'PREFERENCE_PAGE' },
    });
  });

  test('asks for something again, over what they declined as a whole', async () => {
    await pages.putUser(userId, { email });
    await said({ 'promotions#*': byApi(false), '#*': byApi(false) });
    const path = pathFor(pages.user(userId));
    const { body } = await pages.get(path);
    const answer = await post(path, formOf(body, { tick: ['on:promotions#EMAIL'] }));
    expect(ticked(answer.body)).toContain('promotions#EMAIL on');
    expect(ticked(answer.body)).toContain('promotions#IN_APP off');
  });

  test('posts the same form twice to the same end', async () => {
    await pages.putUser(userId, { email });
    const path = pathFor(pages.user(userId));
    const form = formOf((await pages.get(path)).body, { untick: ['on:orders#EMAIL'] });
    const first = await post(path, form);
    expect(await post(path, form)).toEqual(first);
    expect(Object.keys((await profileOf()).preferences)).toEqual(['orders#EMAIL']);
  });

  test.each(['security#EMAIL', 'account#EMAIL', 'promotions#PIGEON', '*#*', 'x'])(
    'cannot set %s, whatever a form says',
    async (cell) => {
      await pages.putUser(userId, { email });
      const path = pathFor(pages.user(userId));
      const form = new URLSearchParams({ shown: `${cell}=on` }).toString();
      expect(await post(path, form)).toMatchObject({ statusCode: 200 });
      expect((await profileOf()).preferences).toEqual({});
    },
  );

  test('sees their own words in no way but as text', async () => {
    const timeZone = 'Asia/Calcutta';
    await pages.putUser(userId, { email, timeZone, username: '<script>alert(1)</script>' });
    const { body } = await pages.get(pathFor(pages.user(userId)));
    expect(body).not.toContain('<script');
    expect(body).toContain('<option value="Asia/Calcutta" selected>');
  });
});

describe('quiet hours', () => {
  const nights = {
    weekly: [{ days: ['SAT' as const, 'FRI' as const], from: '22:00', to: '07:00' }],
  };

  test('are added, changed and taken away', async () => {
    await pages.putUser(userId, { email, timeZone: 'Europe/Paris' });
    const path = pathFor(pages.user(userId));
    const added = await post(
      path,
      formOf((await pages.get(path)).body, {
        tick: ['days-0:MON', 'days-0:SUN'],
        fill: { 'from-0': '22:30', 'to-0': '06:15', 'time-zone': 'Asia/Kolkata' },
      }),
    );
    expect(added.statusCode).toBe(200);
    expect(await profileOf()).toMatchObject({
      quietHours: { weekly: [{ days: ['MON', 'SUN'], from: '22:30', to: '06:15' }] },
      timeZone: 'Asia/Kolkata',
      preferences: {},
    });
    const changed = await post(path, formOf(added.body, { tick: ['days-0:TUE'] }));
    expect((await profileOf()).quietHours?.weekly[0]?.days).toEqual(['MON', 'TUE', 'SUN']);
    const gone = ['days-0:MON', 'days-0:TUE', 'days-0:SUN'];
    await post(path, formOf(changed.body, { untick: gone }));
    expect((await profileOf()).quietHours).toEqual({ weekly: [] });
  });

  test('of the stage are shown, and become nobody\u2019s own by saving', async () => {
    await pages.putUser(userId, { email });
    const path = pathFor(pages.user(userId));
    const deps = { ...pages.deps, quietHoursByDefault: nights };
    const { body = '' } = await pages.getBy(deps, path);
    expect(body).toContain('value="22:00"');
    await pages.postTo(deps, path, { form: formOf(body, { untick: ['on:orders#EMAIL'] }) });
    const profile = await profileOf();
    expect(profile).not.toHaveProperty('quietHours');
    expect(profile.preferences).toHaveProperty(['orders#EMAIL']);
  });

  test.each([
    ['no beginning', { 'to-0': '07:00' }],
    ['no end', { 'from-0': '22:00' }],
    ['no time of day', { 'from-0': '25:00', 'to-0': '07:00' }],
    ['a zone that is none', { 'from-0': '22:00', 'to-0': '07:00', 'time-zone': 'Mars/Base' }],
  ])('with %s save nothing, and show again what was entered', async (_, fill) => {
    await pages.putUser(userId, { email });
    const path = pathFor(pages.user(userId));
    const form = formOf((await pages.get(path)).body, {
      tick: ['days-0:MON'],
      untick: ['on:orders#EMAIL'],
      fill,
    });
    const before = await profileOf();
    const { statusCode, body } = await post(path, form);
    expect(statusCode).toBe(400);
    expect(body).toContain('role="alert"');
    expect(ticked(body)).toContain('orders#EMAIL off');
    expect(body).toContain('name="days-0" value="MON" checked');
    expect(await profileOf()).toEqual(before);
    const mended = formOf(body, {
      fill: { 'from-0': '22:00', 'to-0': '07:00', 'time-zone': 'UTC' },
    });
    expect(await post(path, mended)).toMatchObject({ statusCode: 200 });
    const profile = await profileOf();
    expect(profile.quietHours?.weekly).toHaveLength(1);
    expect(profile.preferences).toMatchObject({ 'orders#EMAIL': { enabled: false } });
  });
});

describe('whoever reads at an address that is nobody\u2019s', () => {
  test('sees what the address gets, and changes it', async () => {
    const path = pathFor(pages.address(email));
    const { body } = await pages.get(path);
    expect(ticked(body)).toEqual(['orders#EMAIL on', 'promotions#EMAIL on']);
    expect(body).not.toContain('Quiet hours');
    const answer = await post(path, formOf(body, { untick: ['on:orders#EMAIL'] }));
    expect(ticked(answer.body)).toEqual(['orders#EMAIL off', 'promotions#EMAIL on']);
    const item = await createAddressItems(pages.dynamo, pages.table).read(email);
    expect(item.preferences).toMatchObject({ 'orders#EMAIL': { how: 'PREFERENCE_PAGE' } });
  });

  test('speaks for its owner by now, quiet hours and all', async () => {
    const path = pathFor(pages.address(email));
    await pages.putUser(userId, { email });
    const { body } = await pages.get(path);
    expect(body).toContain('Quiet hours');
    await post(path, formOf(body, { untick: ['on:orders#EMAIL'] }));
    expect((await profileOf()).preferences).toHaveProperty(['orders#EMAIL']);
  });
});

test('says by which channels nothing is sent, whatever is chosen', async () => {
  const stopped = 'Nothing is sent to you this way at the moment';
  await pages.putUser(userId, { email, phoneNumber: `+1415555${2000 + users}` });
  const [ofUser, ofAddress] = [pathFor(pages.user(userId)), pathFor(pages.address(stranger()))];
  expect((await pages.get(ofUser)).body).not.toContain(stopped);
  const suppressions = createSuppressions(pages.dynamo, pages.table);
  const suppress = (channel: string, addressType: 'EMAIL' | 'PHONE_NUMBER', address: string) =>
    suppressions.add({
      ...{ channel, addressType, address },
      suppression: { cause: 'STOPPED', at: pages.clock.now, by: 'RECIPIENT' },
    });
  await suppress('SMS', 'PHONE_NUMBER', `+1415555${2000 + users}`);
  await suppress('EMAIL', 'EMAIL', stranger());

  expect(toldIn((await pages.get(ofUser)).body)).toMatch(/stopped: Text message \(SMS\)\.$/);
  expect(toldIn((await pages.get(ofAddress)).body)).toMatch(/stopped: E-mail\.$/);
});
const stranger = () => `stranger-${users}@example.com`;
const toldIn = (html: string) =>
  elementsOf(html)
    .filter((element) => attributeOf(element, 'class')?.includes('told'))
    .map(textOf)
    .join();

test.each(['cross-site', 'same-site'])('refuses a form from a %s page', async (site) => {
  await pages.putUser(userId, { email });
  const path = pathFor(pages.user(userId));
  const form = formOf((await pages.get(path)).body, { untick: ['on:orders#EMAIL'] });
  expect(await post(path, form, site)).toMatchObject({ statusCode: 403 });
  expect((await profileOf()).preferences).toEqual({});
  expect(await post(path, form, 'none')).toMatchObject({ statusCode: 200 });
});

test('a link to unsubscribe opens no preferences, nor does one that is revoked or too old', async () => {
  await pages.putUser(userId, { email });
  const token = pages.tokenFor({ holder: pages.user(userId) });
  expect(await pages.get(`/preferences/${token}`)).toMatchObject({ statusCode: 404 });
  const path = pathFor(pages.user(userId));
  pages.clock.now += 31 * 86_400_000;
  expect(await pages.get(path)).toMatchObject({ statusCode: 410 });
});

import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isDeclinable } from '#core/category.ts';
import { channels } from '#functions/channels/index.ts';
import { chooseLanguage, languages } from '#functions/public/languages/choose-language.ts';
import { createRenderPage } from '#functions/public/render-page.ts';
import { brand } from '#templates/brand.ts';
import { categories } from '#templates/categories.ts';
import { ancestorsOf, attributeOf, elementsOf, textOf } from './page-document.ts';
import { confirm, oneClick, type PublicPages, startPublicPages } from './public-pages.ts';

const locales = ['en', 'fr', 'de-AT', 'es', 'ar-EG'] as const;

/** Every page that there is, in every language, by its name. */
const allPages = new Map<string, { readonly body: string; readonly headers: object }>();
let pages: PublicPages;
beforeAll(async () => {
  pages = await startPublicPages();
  for (const locale of locales) {
    const userId = `user-${locale}`;
    await pages.putUser(userId, { email: `${locale}@example.com`, locale });
    const holder = pages.user(userId);
    const pathOf = (purpose: 'UNSUBSCRIBE' | 'PREFERENCES') =>
      `/${purpose.toLowerCase()}/${pages.tokenFor({ holder, purpose })}`;
    const accept = { 'accept-language': locale };
    const made = {
      unsubscribe: await pages.get(pathOf('UNSUBSCRIBE')),
      preferences: await pages.get(pathOf('PREFERENCES')),
      unsubscribed: await pages.post(pathOf('UNSUBSCRIBE'), confirm('all')),
      saved: await pages.post(pathOf('PREFERENCES'), { form: '' }),
      invalid: await pages.post(pathOf('PREFERENCES'), {
        form: new URLSearchParams({
          'quiet-shown': '{"weekly":[],"timeZone":"UTC"}',
          'days-0': 'MON',
        }).toString(),
      }),
      forged: await pages.get('/unsubscribe/none', accept),
      elsewhere: await pages.get('/admin', accept),
    };
    for (const [name, { body, headers = {} }] of Object.entries(made)) {
      allPages.set(`${name} in ${locale}`, { body, headers });
    }
  }
});
afterAll(() => pages.close());

const names = locales.flatMap((locale) =>
  ['unsubscribe', 'preferences', 'unsubscribed', 'saved', 'invalid', 'forged', 'elsewhere'].map(
    (name) => `${name} in ${locale}`,
  ),
);
const pageNamed = (name: string) => {
  const page = allPages.get(name);
  if (page === undefined) throw new Error(`There is no page ${name}`);
  return page;
};
const localeOf = (name: string) => name.slice(name.indexOf(' in ') + 4);

describe.each(names)('the page %s', (name) => {
  test('says its language and direction, has one heading, and a title that is not empty', () => {
    const all = elementsOf(pageNamed(name).body);
    const [html] = all;
    expect(html && attributeOf(html, 'lang')).toBe(localeOf(name));
    expect(html && attributeOf(html, 'dir')).toBe(localeOf(name) === 'ar-EG' ? 'rtl' : 'ltr');
    const of = (tag: string) => all.filter(({ tagName }) => tagName === tag);
    expect(of('h1').map(textOf)).toEqual([expect.stringMatching(/\S/)]);
    expect(of('main')).toHaveLength(1);
    expect(of('title').map(textOf)).toEqual([expect.stringMatching(/\S.+ – Herald$/)]);
    expect(pageNamed(name).body).not.toMatch(/undefined|\[object/);
  });

  test('has a label for every field, a legend for every group, and no id twice', () => {
    const all = elementsOf(pageNamed(name).body);
    for (const element of all) {
      const isField = ['input', 'select'].includes(element.tagName);
      if (isField && attributeOf(element, 'type') !== 'hidden') {
        expect(ancestorsOf(element)).toContain('label');
        const group = attributeOf(element, 'type') === 'checkbox' ? 'fieldset' : 'form';
        expect(ancestorsOf(element)).toContain(group);
      }
      if (element.tagName === 'label') expect(textOf(element)).toMatch(/\S/);
    }
    const groups = all.filter(({ tagName }) => tagName === 'fieldset');
    const legends = all.filter(({ tagName }) => tagName === 'legend');
    expect(legends).toHaveLength(groups.length);
    const ids = all.flatMap((element) => attributeOf(element, 'id') ?? []);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('needs nothing from anywhere, and runs nothing', () => {
    const { body, headers } = pageNamed(name);
    const all = elementsOf(body);
    const tags = all.map(({ tagName }) => tagName);
    for (const tag of ['script', 'img', 'link', 'iframe', 'object', 'a', 'base']) {
      expect(tags).not.toContain(tag);
    }
    for (const { attrs } of all) {
      for (const attribute of attrs) expect(attribute.name).not.toMatch(/^(on.*|style|src)$/);
    }
    const [css = ''] = all.filter(({ tagName }) => tagName === 'style').map(textOf);
    const hash = createHash('sha256').update(css).digest('base64');
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': expect.stringContaining(`style-src 'sha256-${hash}'`),
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'x-robots-tag': 'noindex, nofollow',
      'content-language': localeOf(name),
    });
    expect(headers).toMatchObject({
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'; .*form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
      ),
    });
  });
});

test("a stage's own brand is on every page: its name, its address and its colours", async () => {
  const userId = 'user-of-acme';
  await pages.putUser(userId, { email: `${userId}@example.com` });
  const holder = pages.user(userId);
  const renderPage = createRenderPage({
    ...brand,
    ...{ name: 'Acme', postalAddress: '2 Acme Road', accentColor: '#aa1122' },
  });
  const own = { ...pages.deps, renderPage };
  const paths = [
    `/unsubscribe/${pages.tokenFor({ holder })}`,
    `/preferences/${pages.tokenFor({ holder, purpose: 'PREFERENCES' })}`,
    '/unsubscribe/none',
    '/admin',
  ];
  for (const path of paths) {
    const { body, headers } = await pages.getBy(own, path);
    const text = elementsOf(body).map(textOf).join(' ');
    expect(text, path).toContain('2 Acme Road');
    expect(text).toMatch(/ – Acme/);
    expect(text).not.toContain('Herald');
    const css = elementsOf(body)
      .filter(({ tagName }) => tagName === 'style')
      .map(textOf)
      .join('');
    expect(css).toContain('--accent:#aa1122');
    const hash = createHash('sha256').update(css).digest('base64');
    expect(headers?.['content-security-policy']).toContain(`'sha256-${hash}'`);
  }
});

describe('the languages', () => {
  const words = (value: unknown): readonly string[] => {
    if (typeof value === 'string') return [value];
    if (typeof value === 'function') return [String(value('«»'))];
    return Object.values(value ?? {}).flatMap(words);
  };
  const keys = (value: unknown): readonly string[] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, below]) => keys(below).map((rest) => `${key}.${rest}`))
      : [''];

  test.each(Object.entries(languages))('%s has a word for everything', (language, strings) => {
    for (const word of words(strings)) expect(word).toMatch(/\S/);
    const { categories: _, ...all } = strings;
    const { categories: __, ...english } = languages.en ?? strings;
    expect(keys(all)).toEqual(keys(english));
    const called = Object.keys(strings.channels);
    expect(called.toSorted()).toEqual(channels.map(({ name }) => name).toSorted());
    // English stands with the declaration.
    if (language === 'en') return;
    const declared = [...categories.keys()];
    expect(Object.keys(strings.categories).toSorted()).toEqual(declared.toSorted());
    expect([...categories.values()].some(isDeclinable)).toBe(true);
  });

  test.each([
    ['de-CH', 'fr', 'de-CH'],
    ['ja', 'fr', 'fr'],
    ['ja', 'ko', 'en'],
    [undefined, undefined, 'en'],
    [undefined, 'ja, es;q=0.5, ar;q=0.9', 'ar'],
    [undefined, 'es;q=0, fr;q=0.1', 'fr'],
    [undefined, '*', 'en'],
    [undefined, 'fr-"><script>', 'en'],
    [undefined, 'constructor, __proto__', 'en'],
    [undefined, `${'x,'.repeat(10_000)}fr`, 'en'],
  ])('known %s and asked for %s, speak %s', (known, accepted, locale) => {
    expect(chooseLanguage(known, accepted).locale).toBe(locale);
  });
});

test('a category that nobody has translated is read out in English', async () => {
  const declared = [...categories.values()].map((category) => ({
    ...category,
    id: 'teas',
    title: 'Teas',
  }));
  const own = {
    ...pages.deps,
    categories: new Map(declared.slice(0, 1).map((one) => [one.id, one])),
  };
  const holder = pages.user('user-ar-EG');
  const path = `/preferences/${pages.tokenFor({ holder, purpose: 'PREFERENCES' })}`;
  const { body } = await pages.getBy(own, path);
  expect(body).toContain('<legend lang="en" dir="ltr">Teas</legend>');
});

test('one click needs no page of ours to have been seen', async () => {
  const path = `/unsubscribe/${pages.tokenFor({ holder: pages.user('user-en') })}`;
  const headers = { 'Sec-Fetch-Site': 'cross-site' };
  expect(await pages.post(path, { ...oneClick, headers })).toMatchObject({ statusCode: 200 });
});

import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { preferenceCell } from '#core/preferences.ts';
import { Profile } from '#core/recipient.ts';
import { elementsOf } from './page-document.ts';
import { type PublicPages, startPublicPages } from './public-pages.ts';

let pages: PublicPages;
beforeAll(async () => {
  pages = await startPublicPages();
});
afterAll(() => pages.close());

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('MON', 'SUN', 'DAY', '22:00', '24:00', '7:00', 'on', 'off', 'all', 'channel'),
  fc.constantFrom(
    'promotions#EMAIL',
    'promotions#EMAIL=on',
    'orders#EMAIL=off',
    'security#EMAIL=on',
  ),
  fc.constantFrom('{"weekly":[],"timeZone":"UTC"}', '{"weekly":{}}', '[]', 'null', '__proto__=on'),
  fc.constantFrom('Europe/Paris', 'UTC', '../etc', '"><script>alert(1)</script>'),
);
const name = fc.oneof(
  { weight: 1, arbitrary: fc.string({ maxLength: 20 }) },
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      ...['on', 'shown', 'quiet-shown', 'time-zone', 'scope', 'List-Unsubscribe', '__proto__'],
      ...['days-0', 'from-0', 'to-0', 'days-1', 'from-1', 'to-27', 'days-28', 'days-x'],
    ),
  },
);
const forms = fc.array(fc.tuple(name, text), { maxLength: 30 });

test('no form, whatever is in it, breaks a page, or sets what it does not offer', async () => {
  await pages.putUser('ada', { email: 'ada@example.com' });
  const offered = ['orders', 'promotions'].flatMap((category) => [
    preferenceCell(category),
    preferenceCell(category, 'EMAIL'),
    preferenceCell(category, 'IN_APP'),
  ]);
  await fc.assert(
    fc.asyncProperty(
      forms,
      fc.constantFrom('UNSUBSCRIBE', 'PREFERENCES'),
      async (form, purpose) => {
        const token = pages.tokenFor({ holder: pages.user('ada'), purpose });
        const path = `/${purpose.toLowerCase()}/${token}`;
        const posted = {
          form: new URLSearchParams(form).toString(),
        };
        const { statusCode, body } = await pages.post(path, posted);
        expect([200, 400]).toContain(statusCode);
        expect(elementsOf(body).map(({ tagName }) => tagName)).not.toContain('script');
        const profile = Profile.parse(await pages.profiles.get('ada'));
        expect(offered).toEqual(expect.arrayContaining(Object.keys(profile.preferences)));
      },
    ),
    { numRuns: 150 },
  );
});

test('what is posted as multipart is a form, or is refused', async () => {
  const token = pages.tokenFor({ holder: pages.user('ada') });
  const bodies = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .array(
        fc.constantFrom(
          '--b',
          '--b--',
          '\r\n',
          'Content-Disposition: form-data; name="scope"',
          'all',
          ';',
        ),
      )
      .map((parts) => parts.join('\r\n')),
  );
  await fc.assert(
    fc.asyncProperty(bodies, async (form) => {
      const contentType = 'multipart/form-data; boundary=b';
      const { statusCode } = await pages.post(`/unsubscribe/${token}`, { form, contentType });
      expect([200, 400]).toContain(statusCode);
    }),
    { numRuns: 100 },
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mailboxOf } from '#functions/channels/email/mailbox-of.ts';

test.each([
  ['', 'a@example.com'],
  ['Herald', 'Herald <a@example.com>'],
  ["Ada's Shop & Co", "Ada's Shop & Co <a@example.com>"],
  ['Acme, Inc.', '"Acme, Inc." <a@example.com>'],
  ['A "B" \\ <c@d.e>', '"A \\"B\\" \\\\ <c@d.e>" <a@example.com>'],
  ['Käufer', '=?UTF-8?B?S8OkdWZlcg==?= <a@example.com>'],
])('a sender called %j is %s', (name, mailbox) => {
  expect(mailboxOf(name, 'a@example.com')).toBe(mailbox);
});

test('any name in other scripts comes back from words of 75 characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 }), (name) => {
      const mailbox = mailboxOf(`ü${name}`, 'a@example.com');
      expect(mailbox).toMatch(/^[\x20-\x7e]*$/);
      const words = mailbox.slice(0, -' <a@example.com>'.length).split(' ');
      expect(words.every((word) => word.length <= 75)).toBe(true);
      const bytes = words.map((word) => Buffer.from(word.slice('=?UTF-8?B?'.length, -2), 'base64'));
      expect(bytes.map((one) => one.toString()).join('')).toBe(`ü${name.toWellFormed()}`);
    }),
  );
});

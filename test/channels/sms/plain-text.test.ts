import fc from 'fast-check';
import { expect, test } from 'vitest';
import { smsParts } from '#core/sms-parts.ts';
import { plainText } from '#functions/channels/sms/plain-text.ts';

test.each([
  ['It’s “here” – at 9:04\u202fAM…', 'It\'s "here" - at 9:04 AM...'],
  ['«Chez nous»,\u00a0à 20\u00a0€', '"Chez nous", à 20 €'],
  ['Plain & simple', 'Plain & simple'],
])('writes %j as %j', (text, plain) => {
  expect(plainText(text)).toBe(plain);
  expect(smsParts(plainText(text)).encoding).toBe('GSM-7');
});

test.each(['Спасибо – “всё”', 'Done 🙂 – it’s here', '…'.repeat(134)])(
  'leaves %j alone, which gains nothing',
  (text) => {
    expect(plainText(text)).toBe(text);
  },
);

test('never takes more parts than what was written', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', '’', '“', '…', '\u202f', 'д', '€'),
    maxLength: 400,
  });
  fc.assert(
    fc.property(text, (written) => {
      expect(smsParts(plainText(written)).parts).toBeLessThanOrEqual(smsParts(written).parts);
    }),
  );
});

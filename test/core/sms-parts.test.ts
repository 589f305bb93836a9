import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { smsParts } from '#core/sms-parts.ts';

describe('a text is counted', () => {
  test.each([
    ['nothing', '', 'GSM-7', 0, 1],
    ['160 plain letters', 'a'.repeat(160), 'GSM-7', 160, 1],
    ['161 plain letters', 'a'.repeat(161), 'GSM-7', 161, 2],
    ['306 plain letters', 'a'.repeat(306), 'GSM-7', 306, 2],
    ['307 plain letters', 'a'.repeat(307), 'GSM-7', 307, 3],
    ['80 euros', '€'.repeat(80), 'GSM-7', 160, 1],
    [
      'an euro at the end of a part, which goes to the next',
      `${'a'.repeat(152)}€${'a'.repeat(152)}`,
      'GSM-7',
      306,
      3,
    ],
    ['what the default alphabet has of Europe', 'èéùìòÇØøÅåÆæßÉÄÖÑÜäöñüà¡¿§', 'GSM-7', 26, 1],
    ['Greek capitals', 'ΔΦΓΛΩΠΨΣΘΞ', 'GSM-7', 10, 1],
    ['an accent that it lacks', 'ça va', 'UCS-2', 5, 1],
    ['a curly apostrophe', 'it’s', 'UCS-2', 4, 1],
    ['70 letters of Cyrillic', 'д'.repeat(70), 'UCS-2', 70, 1],
    ['71 letters of Cyrillic', 'д'.repeat(71), 'UCS-2', 71, 2],
    ['134 letters of Cyrillic', 'д'.repeat(134), 'UCS-2', 134, 2],
    ['135 letters of Cyrillic', 'д'.repeat(135), 'UCS-2', 135, 3],
    ['35 emoji', '🙂'.repeat(35), 'UCS-2', 70, 1],
    ['67 emoji, of which a part holds 33', '🙂'.repeat(67), 'UCS-2', 134, 3],
  ] as const)('%s', (_, text, encoding, characters, parts) => {
    expect(smsParts(text)).toEqual({ encoding, characters, parts });
  });
});

const anyText = fc.string({ unit: 'grapheme', maxLength: 400 });

describe('whatever the text', () => {
  test('its parts hold it, and one part fewer would not', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { encoding, characters, parts } = smsParts(text);
        const [alone, each] = encoding === 'GSM-7' ? [160, 153] : [70, 67];
        if (parts === 1) return characters <= alone;
        // A pair that does not fit wastes one place of a part at most.
        return characters <= parts * each && characters > (parts - 1) * (each - 1);
      }),
    );
  });

  test('its order makes no difference to its encoding and count', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { encoding, characters } = smsParts(text);
        expect(smsParts(Array.from(text).reverse().join(''))).toMatchObject({
          encoding,
          characters,
        });
      }),
    );
  });

  test('one letter beyond the alphabet makes all of it UCS-2', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(smsParts(`${text}д`)).toMatchObject({
          encoding: 'UCS-2',
          characters: text.length + 1,
        });
      }),
    );
  });

  test('more of it never takes fewer parts in one encoding', () => {
    const plain = fc.string({ unit: fc.constantFrom('a', '€', '\n', 'é'), maxLength: 400 });
    fc.assert(
      fc.property(plain, plain, (text, more) => {
        expect(smsParts(text + more).parts).toBeGreaterThanOrEqual(smsParts(text).parts);
      }),
    );
  });
});

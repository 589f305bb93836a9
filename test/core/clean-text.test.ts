import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanLine, cleanLines } from '#core/clean-text.ts';

const pieces = fc.constantFrom(
  ...['a', ' ', '  ', '\n', '\n\n\n', '\t', '\r\n', '\r', '\0', '\x0b', '\x1f', '\x7f', '\x85'],
  ...['\u00a0', '\u2028', '\u2029', 'é', '\u{1f600}', '\ufeff'],
);
const texts = fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(''));

test('one line has no break, no control character and no two spaces, and keeps what it says', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const line = cleanLine(text);
      expect(line).not.toMatch(/[\p{Cc}\u2028\u2029]| {2}|^\s|\s$/u);
      expect(line.replace(/\s/g, '')).toBe(
        text.replace(/[\p{Cc}\u2028\u2029]/gu, '').replace(/\s/g, ''),
      );
      expect(cleanLine(line)).toBe(line);
    }),
    { numRuns: 2000 },
  );
});

test('lines have breaks of one kind, no trailing space and at most one empty line between them', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const lines = cleanLines(text);
      expect(lines).not.toMatch(/[^\P{Cc}\n\t]|[\u2028\u2029]|[ \t]\n|\n{3}/u);
      expect(lines).toBe(lines.trim());
      expect(lines.replace(/\s/g, '')).toBe(
        text.replace(/[^\P{Cc}\n\t\r]/gu, '').replace(/\s/g, ''),
      );
      expect(cleanLines(lines)).toBe(lines);
    }),
    { numRuns: 2000 },
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nestsDeeper } from '#platform/json-depth.ts';
import { cpuMs } from '../cpu-time.ts';

const depthOf = (value: unknown): number => {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
};

test('the depth of a text is that of its value, whatever its strings hold', () => {
  const strings = fc.string({ unit: fc.constantFrom('[', ']', '{', '}', '"', '\\', 'a') });
  const values = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'large' },
      strings,
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(strings, tie('value'), { maxKeys: 3 }),
    ),
  })).value;
  fc.assert(
    fc.property(values, fc.nat(6), (value, most) => {
      // Room enough that the text's length alone does not decide.
      const text = `${' '.repeat(20)}${JSON.stringify(value)}`;
      expect(nestsDeeper(text, most)).toBe(depthOf(value) > most);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['brackets', '['],
  ['objects', '{"a":'],
  ['quotes', '"'],
  ['escaped quotes', '"\\'],
  ['letters', 'x'],
])('a megabyte of %s is judged at once', (_what, piece) => {
  const start = cpuMs();
  nestsDeeper(piece.repeat(1_000_000 / piece.length), 2_000_000);
  nestsDeeper(piece.repeat(1_000_000 / piece.length), 100);
  expect(cpuMs() - start).toBeLessThan(1000);
});

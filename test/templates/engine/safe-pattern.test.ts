import fc from 'fast-check';
import { expect, test } from 'vitest';
import { refusalOfPattern } from '#functions/templates/safe-pattern.ts';
import { cpuMs } from '../../cpu-time.ts';
import { hostilePatterns } from './hostile-schemas.ts';

test.each([
  '^[A-Z]{2}-\\d{4,10}$',
  '^#[0-9a-f]{6}$',
  '^\\+?[0-9 ]{5,20}$',
  '^[^@]+@$',
  '^a.c$',
  '^$',
  '^[\\w.\\-]+$',
  '^ÄÖÜ?$',
])('%s is admitted', (pattern) => {
  expect(refusalOfPattern(pattern)).toBeUndefined();
});

test.each(hostilePatterns)('%s is refused', (pattern) => {
  expect(refusalOfPattern(pattern)).toEqual(expect.any(String));
});

test('what is admitted answers within a second for 100,000 characters', () => {
  const pieces = fc.constantFrom(
    ...'a b [ab] [^a] . \\w \\d \\s \\. + * ? {1,9} {2} {3,} ( ) | (?: ^ $ [a-z] - , }'.split(' '),
  );
  const patterns = fc.array(pieces, { maxLength: 9 }).map((parts) => `^${parts.join('')}$`);
  let admitted = 0;
  fc.assert(
    fc.property(patterns, (pattern) => {
      if (refusalOfPattern(pattern) !== undefined) return;
      admitted += 1;
      const regex = new RegExp(pattern, 'u');
      const start = cpuMs();
      regex.test(`${'a'.repeat(100_000)}!`);
      regex.test(`${'ab'.repeat(50_000)}!`);
      expect(cpuMs() - start, pattern).toBeLessThan(1000);
    }),
    { numRuns: 1000 },
  );
  expect(admitted).toBeGreaterThan(50);
});

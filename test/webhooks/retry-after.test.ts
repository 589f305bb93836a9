import { expect, test } from 'vitest';
import { retryAfterSeconds } from '#functions/webhooks/retry-after.ts';

const now = Date.parse('2026-11-23T11:00:00.000Z');

test.each([
  ['0', 0],
  ['120', 120],
  [' 7 ', 7],
  ['86400', 3_600],
  ['999999999999999999999', 3_600],
  ['Mon, 23 Nov 2026 11:00:30 GMT', 30],
  ['Mon, 23 Nov 2026 10:59:00 GMT', 0],
  ['Tue, 24 Nov 2026 11:00:00 GMT', 3_600],
  ['-5', undefined],
  ['1.5', undefined],
  ['soon', undefined],
  ['soon GMT', undefined],
  ['2026-11-23T11:00:30Z', undefined],
  ['', undefined],
  [undefined, undefined],
])('reads %j as %s seconds', (header, seconds) => {
  expect(retryAfterSeconds(header, now)).toBe(seconds);
});

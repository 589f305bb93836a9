import { expect, test } from 'vitest';
import { parseAt } from '#local/scheduler/at-expression.ts';

const iso = (expression: string, timeZone: string) => {
  const instant = parseAt(expression, timeZone);
  return instant === undefined ? undefined : new Date(instant).toISOString();
};

test.each([
  ['at(2026-11-02T09:00:00)', 'UTC', '2026-11-02T09:00:00.000Z'],
  ['at(2026-07-01T09:00:00)', 'Europe/Paris', '2026-07-01T07:00:00.000Z'],
  ['at(2026-12-01T09:00:00)', 'Europe/Paris', '2026-12-01T08:00:00.000Z'],
  ['at(2026-12-31T22:15:00)', 'Asia/Kathmandu', '2026-12-31T16:30:00.000Z'],
  ['at(2026-12-31T20:00:00)', 'Pacific/Honolulu', '2027-01-01T06:00:00.000Z'],
  ['at(2027-01-01T00:00:00)', 'America/New_York', '2027-01-01T05:00:00.000Z'],
])('reads %s in %s', (expression, timeZone, expected) => {
  expect(iso(expression, timeZone)).toBe(expected);
});

test('reads the hours around a change of the clocks', () => {
  expect(iso('at(2026-03-29T01:59:59)', 'Europe/Paris')).toBe('2026-03-29T00:59:59.000Z');
  expect(iso('at(2026-03-29T03:00:00)', 'Europe/Paris')).toBe('2026-03-29T01:00:00.000Z');
  expect(iso('at(2026-10-25T03:00:00)', 'Europe/Paris')).toBe('2026-10-25T02:00:00.000Z');
});

test('moves a time that the clocks skip as far as they skip', () => {
  expect(iso('at(2026-03-29T02:30:00)', 'Europe/Paris')).toBe('2026-03-29T01:30:00.000Z');
});

test('takes the first of a time that the clocks show twice', () => {
  expect(iso('at(2026-10-25T02:30:00)', 'Europe/Paris')).toBe('2026-10-25T00:30:00.000Z');
});

test.each(['rate(1 hour)', 'at(2026-02-31T00:00:00)', 'at(2026-13-01T00:00:00)', 'at(tomorrow)'])(
  'does not read %s',
  (expression) => {
    expect(parseAt(expression, 'UTC')).toBeUndefined();
  },
);

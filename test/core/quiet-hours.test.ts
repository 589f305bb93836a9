import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { QuietHours, quietFrom, quietUntil } from '#core/quiet-hours.ts';
import { everyDay, quietHoursIn, zones } from './quiet-hours-arbitrary.ts';

const night: QuietHours = { weekly: [{ days: [...everyDay], from: '22:00', to: '07:00' }] };

const at = (iso: string) => Date.parse(iso);
const until = (quietHours: QuietHours, timeZone: string, iso: string) => {
  const end = quietUntil(quietHours, timeZone, at(iso));
  return end === undefined ? undefined : new Date(end).toISOString();
};

test.each([
  ['in the evening', '2026-11-23T23:30:00+01:00', '2026-11-24T06:00:00.000Z'],
  ['after midnight', '2026-11-24T00:30:00+01:00', '2026-11-24T06:00:00.000Z'],
  ['at its first moment', '2026-11-23T22:00:00+01:00', '2026-11-24T06:00:00.000Z'],
  ['at its last moment', '2026-11-24T06:59:59.999+01:00', '2026-11-24T06:00:00.000Z'],
  ['just before it', '2026-11-23T21:59:59.999+01:00', undefined],
  ['at its end', '2026-11-24T07:00:00+01:00', undefined],
])('holds over a night: %s', (_, moment, end) => {
  expect(until(night, 'Europe/Paris', moment)).toBe(end);
});

test('a range belongs to the day on which it begins', () => {
  const friday: QuietHours = { weekly: [{ days: ['FRI'], from: '22:00', to: '07:00' }] };
  // 2026-11-27 is a Friday.
  expect(until(friday, 'UTC', '2026-11-27T06:00:00Z')).toBeUndefined();
  expect(until(friday, 'UTC', '2026-11-27T23:00:00Z')).toBe('2026-11-28T07:00:00.000Z');
  expect(until(friday, 'UTC', '2026-11-28T06:00:00Z')).toBe('2026-11-28T07:00:00.000Z');
  expect(until(friday, 'UTC', '2026-11-28T23:00:00Z')).toBeUndefined();
});

test('several ranges a day, and those that touch are one', () => {
  const busy: QuietHours = {
    weekly: [
      { days: ['MON'], from: '12:00', to: '13:00' },
      { days: ['MON'], from: '13:00', to: '14:30' },
      { days: ['MON'], from: '18:00', to: '19:00' },
    ],
  };
  expect(until(busy, 'UTC', '2026-11-23T12:10:00Z')).toBe('2026-11-23T14:30:00.000Z');
  expect(until(busy, 'UTC', '2026-11-23T15:00:00Z')).toBeUndefined();
  expect(until(busy, 'UTC', '2026-11-23T18:00:00Z')).toBe('2026-11-23T19:00:00.000Z');
});

test('from and to the same is a whole day', () => {
  const sunday: QuietHours = { weekly: [{ days: ['SUN'], from: '00:00', to: '00:00' }] };
  expect(until(sunday, 'Asia/Kolkata', '2026-11-22T12:00:00+05:30')).toBe(
    '2026-11-22T18:30:00.000Z',
  );
});

test('who is always quiet is looked at again after eight days', () => {
  const always: QuietHours = { weekly: [{ days: [...everyDay], from: '00:00', to: '00:00' }] };
  expect(until(always, 'UTC', '2026-11-01T12:00:00Z')).toBe('2026-11-09T12:00:00.000Z');
});

test.each([
  // Clocks go from 02:00 to 03:00 on 2026-03-29 and from 03:00 to 02:00 on 2026-10-25.
  [
    'an end that the spring skips',
    '02:30',
    '2026-03-29T01:30:00+01:00',
    '2026-03-29T01:00:00.000Z',
  ],
  [
    'an end that the autumn repeats',
    '02:30',
    '2026-10-25T01:30:00+02:00',
    '2026-10-25T00:30:00.000Z',
  ],
  ['its second time', '02:30', '2026-10-25T02:10:00+01:00', '2026-10-25T01:30:00.000Z'],
  ['a night shorter by an hour', '07:00', '2026-03-28T23:00:00+01:00', '2026-03-29T05:00:00.000Z'],
  ['a night longer by an hour', '07:00', '2026-10-24T23:00:00+02:00', '2026-10-25T06:00:00.000Z'],
])('by the wall clock: %s', (_, to, moment, end) => {
  const quiet: QuietHours = { weekly: [{ days: [...everyDay], from: '22:00', to }] };
  expect(until(quiet, 'Europe/Paris', moment)).toBe(end);
});

test('half-hour zones and clock changes of half an hour', () => {
  expect(until(night, 'Asia/Kathmandu', '2026-11-23T22:30:00+05:45')).toBe(
    '2026-11-24T01:15:00.000Z',
  );
  // Lord Howe Island moves its clocks by 30 minutes, on 2026-10-04 at 02:00.
  expect(until(night, 'Australia/Lord_Howe', '2026-10-03T23:00:00+10:30')).toBe(
    '2026-10-03T20:00:00.000Z',
  );
});

const instants = fc.integer({ min: at('2024-01-01T00:00:00Z'), max: at('2029-01-01T00:00:00Z') });
const eightDays = 8 * 86_400_000;

/** The definition, minute by minute: does the wall clock stand in a range? */
const isQuietByTheClock = ({ weekly }: QuietHours, timeZone: string, moment: number): boolean => {
  const wall = Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(timeZone);
  const minutes = wall.hour * 60 + wall.minute;
  const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  const today = everyDay[wall.dayOfWeek - 1];
  const yesterday = everyDay[wall.toPlainDate().subtract({ days: 1 }).dayOfWeek - 1];
  return weekly.some(({ days, from, to }) => {
    const [start, end] = [minutesOf(from), minutesOf(to)];
    const on = (day: (typeof everyDay)[number] | undefined) => days.some((one) => one === day);
    if (start < end) return on(today) && minutes >= start && minutes < end;
    return (on(today) && minutes >= start) || (on(yesterday) && minutes < end);
  });
};

test('ends at the first moment that is not quiet, in every zone, at every instant', () => {
  fc.assert(
    fc.property(quietHoursIn, zones, instants, (quiet, zone, moment) => {
      const end = quietUntil(quiet, zone, moment);
      expect(end !== undefined).toBe(isQuietByTheClock(quiet, zone, moment));
      if (end === undefined || end >= moment + eightDays - 3_600_000) return;
      expect(isQuietByTheClock(quiet, zone, end)).toBe(false);
      for (let between = moment; between < end; between += 15 * 60_000) {
        expect(isQuietByTheClock(quiet, zone, between)).toBe(true);
      }
      expect(isQuietByTheClock(quiet, zone, end - 1)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('begins at the first moment that is quiet, in every zone, at every instant', () => {
  fc.assert(
    fc.property(quietHoursIn, zones, instants, (quiet, zone, moment) => {
      fc.pre(!isQuietByTheClock(quiet, zone, moment));
      const start = quietFrom(quiet, zone, moment);
      if (start !== undefined) {
        expect(isQuietByTheClock(quiet, zone, start)).toBe(true);
        expect(isQuietByTheClock(quiet, zone, start - 60_000)).toBe(false);
      }
      const end = Math.min(start ?? Number.POSITIVE_INFINITY, moment + eightDays - 86_400_000);
      for (let between = moment; between < end; between += 15 * 60_000) {
        expect(isQuietByTheClock(quiet, zone, between)).toBe(false);
      }
    }),
    { numRuns: 200 },
  );
});

test.each([
  { weekly: [{ days: ['MON'], from: '24:00', to: '07:00' }] },
  { weekly: [{ days: ['MON'], from: '9:00', to: '07:00' }] },
  { weekly: [{ days: [], from: '22:00', to: '07:00' }] },
  { weekly: [{ days: ['MONDAY'], from: '22:00', to: '07:00' }] },
  { weekly: [{ days: ['MON'], from: '22:00', to: '07:00', zone: 'UTC' }] },
])('refuses %o', (input) => {
  expect(QuietHours.safeParse(input).success).toBe(false);
});

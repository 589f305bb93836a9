import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { closedReason, closedUntil, closesAt, type OpenHours } from '#core/open-hours.ts';
import { QuietHours } from '#core/quiet-hours.ts';
import { SendWindow } from '#core/send-window.ts';
import { weekDays } from '#core/weekly-ranges.ts';
import { weeklyHours, zones } from './hours-arbitrary.ts';

const everyDay = [...weekDays];
const night: QuietHours = { weekly: [{ days: everyDay, from: '22:00', to: '07:00' }] };

const at = (iso: string) => Date.parse(iso);
const until = (quietHours: QuietHours, timeZone: string, iso: string) => {
  const end = closedUntil({ quietHours, timeZone }, at(iso));
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
  const always: QuietHours = { weekly: [{ days: everyDay, from: '00:00', to: '00:00' }] };
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
  const quiet: QuietHours = { weekly: [{ days: everyDay, from: '22:00', to }] };
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
const isInByTheClock = ({ weekly }: QuietHours, timeZone: string, moment: number): boolean => {
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

/** In no quiet hours, and in every window. */
const isOpenByTheClock = (hours: OpenHours, moment: number): boolean => {
  const { timeZone, quietHours, sendWindows = [] } = hours;
  if (quietHours !== undefined && isInByTheClock(quietHours, timeZone, moment)) return false;
  return sendWindows.every((window) => isInByTheClock(window, timeZone, moment));
};

const hoursIn: fc.Arbitrary<OpenHours> = fc.oneof(
  fc.record({ timeZone: zones, quietHours: weeklyHours }),
  fc.record({ timeZone: zones, sendWindows: fc.tuple(weeklyHours) }),
  fc.record({
    timeZone: zones,
    quietHours: fc.option(weeklyHours, { nil: undefined }),
    // Of a category, and of a send.
    sendWindows: fc.array(weeklyHours, { maxLength: 2 }),
  }),
);

test('opens at the first moment that is not closed, in every zone, at every instant', () => {
  fc.assert(
    fc.property(hoursIn, instants, (hours, moment) => {
      const end = closedUntil(hours, moment);
      expect(end === undefined).toBe(isOpenByTheClock(hours, moment));
      expect(closedReason(hours, moment) === undefined).toBe(end === undefined);
      if (end === undefined) return;
      const isLookedAtAgain = end >= moment + eightDays - 3_600_000;
      if (!isLookedAtAgain) expect(isOpenByTheClock(hours, end)).toBe(true);
      for (let between = moment; between < end; between += 15 * 60_000) {
        expect(isOpenByTheClock(hours, between)).toBe(false);
      }
      expect(isOpenByTheClock(hours, end - 1)).toBe(false);
    }),
    { numRuns: 300 },
  );
});

test('closes at the first moment that is, for the reason that then holds', () => {
  fc.assert(
    fc.property(hoursIn, instants, (hours, moment) => {
      const close = closesAt(hours, moment);
      if (close !== undefined) {
        expect(close.reason).toBe(closedReason(hours, close.at));
        expect(isOpenByTheClock(hours, close.at)).toBe(false);
        const { quietHours, timeZone } = hours;
        const isQuiet = quietHours !== undefined && isInByTheClock(quietHours, timeZone, close.at);
        expect(close.reason).toBe(isQuiet ? 'QUIET_HOURS' : 'SEND_WINDOW');
      }
      const end = Math.min(close?.at ?? Number.POSITIVE_INFINITY, moment + eightDays - 86_400_000);
      for (let between = moment; between < end; between += 15 * 60_000) {
        expect(isOpenByTheClock(hours, between)).toBe(true);
      }
      if (close !== undefined && close.at > moment) {
        expect(isOpenByTheClock(hours, close.at - 1)).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});

const office: SendWindow = {
  weekly: [{ days: ['MON', 'TUE', 'WED', 'THU', 'FRI'], from: '09:00', to: '17:00' }],
};

test.each([
  ['before it opens', '2026-11-27T08:59:59.999+01:00', '2026-11-27T08:00:00.000Z', 'SEND_WINDOW'],
  ['at its first moment', '2026-11-27T09:00:00+01:00', undefined, undefined],
  ['at its last moment', '2026-11-27T16:59:59.999+01:00', undefined, undefined],
  // 2026-11-27 is a Friday: over the weekend.
  ['at its end', '2026-11-27T17:00:00+01:00', '2026-11-30T08:00:00.000Z', 'SEND_WINDOW'],
])('a send window: %s', (_, moment, opens, reason) => {
  const hours = { timeZone: 'Europe/Paris', sendWindows: [office] };
  expect(closedReason(hours, at(moment))).toBe(reason);
  const until = closedUntil(hours, at(moment));
  expect(until && new Date(until).toISOString()).toBe(opens);
});

test.each([
  ['the spring skips its beginning', '02:30', '2026-03-29T00:00:00Z', '2026-03-29T01:00:00.000Z'],
  [
    'the autumn repeats it: at the first',
    '02:30',
    '2026-10-24T23:00:00Z',
    '2026-10-25T00:30:00.000Z',
  ],
])('a window by the wall clock: %s', (_, from, moment, opens) => {
  const sendWindows = [{ weekly: [{ days: everyDay, from, to: '05:00' }] }];
  const until = closedUntil({ timeZone: 'Europe/Paris', sendWindows }, at(moment));
  expect(until && new Date(until).toISOString()).toBe(opens);
});

test('quiet hours that reach into a window are waited for, and the other way round', () => {
  const hours = {
    timeZone: 'UTC',
    quietHours: night,
    sendWindows: [everyMorning('05:00', '08:00')],
  };
  // In the night it is their quiet hours, in the afternoon its window: either way until seven.
  for (const [moment, reason] of [
    ['2026-11-23T23:00:00Z', 'QUIET_HOURS'],
    ['2026-11-24T06:00:00Z', 'QUIET_HOURS'],
    ['2026-11-23T15:00:00Z', 'SEND_WINDOW'],
  ] as const) {
    expect(closedReason(hours, at(moment))).toBe(reason);
    expect(closedUntil(hours, at(moment))).toBe(at('2026-11-24T07:00:00Z'));
  }
});

test('a send narrows the window of its category, and what leaves nothing is looked at again', () => {
  const narrowed = [everyMorning('08:00', '12:00'), everyMorning('11:00', '15:00')];
  const hours = { timeZone: 'UTC', sendWindows: narrowed };
  expect(closedUntil(hours, at('2026-11-23T09:00:00Z'))).toBe(at('2026-11-23T11:00:00Z'));
  expect(closesAt(hours, at('2026-11-23T11:30:00Z'))).toEqual({
    at: at('2026-11-23T12:00:00Z'),
    reason: 'SEND_WINDOW',
  });
  const never = [everyMorning('08:00', '10:00'), everyMorning('11:00', '15:00')];
  expect(closedUntil({ timeZone: 'UTC', sendWindows: never }, at('2026-11-23T09:00:00Z'))).toBe(
    at('2026-12-01T09:00:00Z'),
  );
});

function everyMorning(from: string, to: string): SendWindow {
  return { weekly: [{ days: everyDay, from, to }] };
}

test.each([
  ['09:00', '09:14', false],
  ['09:00', '09:15', true],
  ['23:50', '00:04', false],
  ['23:50', '00:05', true],
  ['00:00', '00:00', true],
])(
  'a window from %s to %s is long enough for what comes back a little late: %s',
  (from, to, is) => {
    expect(SendWindow.safeParse(everyMorning(from, to)).success).toBe(is);
  },
);

test('a window that never opens is refused', () => {
  expect(SendWindow.safeParse({ weekly: [] }).success).toBe(false);
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

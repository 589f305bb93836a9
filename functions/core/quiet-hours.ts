import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';

const days = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const;
type Day = (typeof days)[number];

const TimeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day, such as 22:00')
  .meta({ examples: ['22:00'] });

/** A stretch of some days of the week, by the wall clock; `to` before `from`, or the same, is on the next day. */
const QuietRange = z.strictObject({
  days: z.array(z.enum(days)).min(1).max(days.length),
  from: TimeOfDay,
  to: TimeOfDay,
});
type QuietRange = z.infer<typeof QuietRange>;

/** When a person does not want to be disturbed, every week, in their own time zone. */
export const QuietHours = z
  .strictObject({ weekly: z.array(QuietRange).max(28) })
  .meta({ id: 'QuietHours', description: 'Weekly ranges in the time zone of the person.' });
export type QuietHours = z.infer<typeof QuietHours>;

/** A person whose every hour is quiet is looked at again after this. */
const longestDays = 8;

/**
 * When the quiet hours that `at` lies in end, in milliseconds since 1970; undefined when it lies in none.
 * A moment is quiet when the wall clock in `timeZone` says so: what a clock change skips is never quiet,
 * what it repeats is quiet twice. Ranges that touch are one.
 */
export const quietUntil = (
  quietHours: QuietHours | undefined,
  timeZone: string,
  at: number,
): number | undefined => {
  const ranges = quietHours?.weekly ?? [];
  if (ranges.length === 0) return undefined;
  const start = zoned(at, timeZone);
  const latest = start.add({ days: longestDays });
  let moment = start;
  while (isQuiet(ranges, moment)) {
    const end = nextChange(ranges, moment);
    if (end === undefined || Temporal.ZonedDateTime.compare(end, latest) >= 0) {
      return latest.epochMilliseconds;
    }
    moment = end;
  }
  return moment === start ? undefined : moment.epochMilliseconds;
};

/**
 * When quiet hours begin next after `at`, in milliseconds since 1970; undefined when none do within eight
 * days. What is quiet at `at` already does not begin.
 */
export const quietFrom = (
  quietHours: QuietHours | undefined,
  timeZone: string,
  at: number,
): number | undefined => {
  const ranges = quietHours?.weekly ?? [];
  if (ranges.length === 0) return undefined;
  const start = zoned(at, timeZone);
  const latest = start.add({ days: longestDays });
  const beginnings = startsBetween(ranges, start, latest).filter(
    (moment) => isQuiet(ranges, moment) && !isQuiet(ranges, moment.subtract({ minutes: 1 })),
  );
  return beginnings[0]?.epochMilliseconds;
};

/** Every moment at which a range may begin, in order: at its `from`, or at a change of the clock. */
function startsBetween(
  ranges: readonly QuietRange[],
  after: Temporal.ZonedDateTime,
  latest: Temporal.ZonedDateTime,
): readonly Temporal.ZonedDateTime[] {
  const starts = Array.from({ length: longestDays + 1 }, (_, offset) => {
    const date = after.toPlainDate().add({ days: offset });
    return ranges.flatMap(({ from }) => momentsOf(date, from, after.timeZoneId));
  }).flat();
  const transition = after.getTimeZoneTransition('next');
  return [...starts, ...(transition === null ? [] : [transition])]
    .filter((one) => Temporal.ZonedDateTime.compare(one, after) > 0)
    .filter((one) => Temporal.ZonedDateTime.compare(one, latest) < 0)
    .toSorted(Temporal.ZonedDateTime.compare);
}

/** When the wall clock shows a time on a date: twice where a clock change repeats it. */
function momentsOf(
  date: Temporal.PlainDate,
  time: string,
  timeZone: string,
): readonly Temporal.ZonedDateTime[] {
  const wallTime = date.toPlainDateTime(Temporal.PlainTime.from(time));
  return (['earlier', 'later'] as const).map((disambiguation) =>
    wallTime.toZonedDateTime(timeZone, { disambiguation }),
  );
}

/** The next moment after this one at which a range may end: at its `to`, or at a change of the clock. */
function nextChange(
  ranges: readonly QuietRange[],
  after: Temporal.ZonedDateTime,
): Temporal.ZonedDateTime | undefined {
  const dates = [0, 1].map((offset) => after.toPlainDate().add({ days: offset }));
  const ends = dates.flatMap((date) =>
    ranges.flatMap(({ to }) => momentsOf(date, to, after.timeZoneId)),
  );
  const transition = after.getTimeZoneTransition('next');
  return [...ends, ...(transition === null ? [] : [transition])]
    .filter((one) => Temporal.ZonedDateTime.compare(one, after) > 0)
    .toSorted(Temporal.ZonedDateTime.compare)[0];
}

function isQuiet(ranges: readonly QuietRange[], moment: Temporal.ZonedDateTime): boolean {
  const time = moment.toPlainTime().toString({ smallestUnit: 'minute' });
  const date = moment.toPlainDate();
  const today = dayOf(date.dayOfWeek);
  const yesterday = dayOf(date.subtract({ days: 1 }).dayOfWeek);
  return ranges.some((range) => {
    if (range.from < range.to) {
      return range.days.includes(today) && range.from <= time && time < range.to;
    }
    return (
      (range.days.includes(today) && range.from <= time) ||
      (range.days.includes(yesterday) && time < range.to)
    );
  });
}

/** ISO 8601 counts Monday as 1. */
function dayOf(dayOfWeek: number): Day {
  return days[(dayOfWeek + 6) % 7] ?? 'MON';
}

function zoned(at: number, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
}

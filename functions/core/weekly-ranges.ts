import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';

/** As every week counts them: ISO 8601 begins with Monday. */
export const weekDays = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const;

const TimeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day, such as 22:00')
  .meta({ examples: ['22:00'] });

/** A stretch of some days of the week, by the wall clock; `to` before `from`, or the same, is on the next day. */
export const WeeklyRange = z.strictObject({
  days: z.array(z.enum(weekDays)).min(1).max(weekDays.length),
  from: TimeOfDay,
  to: TimeOfDay,
});
export type WeeklyRange = z.infer<typeof WeeklyRange>;

/** More than one for every quarter of a week. */
export const mostRanges = 28;

/** What nothing changes within this is looked at again after it. */
const longestDays = 8;

/**
 * Whether the wall clock stands in one of the ranges. What a clock change skips is never in any, what it repeats
 * is in twice.
 */
export const isWithin = (
  ranges: readonly WeeklyRange[],
  moment: Temporal.ZonedDateTime,
): boolean => {
  const time = moment.toPlainTime().toString({ smallestUnit: 'minute' });
  const today = weekDays[moment.dayOfWeek - 1];
  const yesterday = weekDays[(moment.dayOfWeek + 5) % 7];
  const isOn = ({ days }: WeeklyRange, day: typeof today) =>
    day !== undefined && days.includes(day);
  return ranges.some((range) =>
    range.from < range.to
      ? isOn(range, today) && range.from <= time && time < range.to
      : (isOn(range, today) && range.from <= time) || (isOn(range, yesterday) && time < range.to),
  );
};

/** The first moment after `start` of which it holds, if that can begin only at these times or at a change of the clock. */
export const firstMoment = (
  start: Temporal.ZonedDateTime,
  times: readonly string[],
  holds: (moment: Temporal.ZonedDateTime) => boolean,
): Temporal.ZonedDateTime | undefined => {
  const latest = lookedAtUntil(start);
  const changes = clockChanges(start, latest);
  const today = start.toPlainDate();
  for (let day = 0; day <= longestDays; day += 1) {
    const date = today.add({ days: day });
    const found = [
      ...times.flatMap((time) => momentsOf(date, time, start.timeZoneId)),
      ...changes.filter((change) => change.toPlainDate().equals(date)),
    ]
      .filter((moment) => isBefore(start, moment) && isBefore(moment, latest))
      .toSorted(Temporal.ZonedDateTime.compare)
      .find(holds);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** Until when `firstMoment` looks. */
export const lookedAtUntil = (start: Temporal.ZonedDateTime): Temporal.ZonedDateTime =>
  start.add({ days: longestDays });

/** An instant, in milliseconds since 1970, by the wall clock of a zone. */
export const wallClock = (at: number, timeZone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);

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

function clockChanges(
  start: Temporal.ZonedDateTime,
  latest: Temporal.ZonedDateTime,
): readonly Temporal.ZonedDateTime[] {
  const changes: Temporal.ZonedDateTime[] = [];
  let change = start.getTimeZoneTransition('next');
  while (change !== null && isBefore(change, latest)) {
    changes.push(change);
    change = change.getTimeZoneTransition('next');
  }
  return changes;
}

function isBefore(one: Temporal.ZonedDateTime, other: Temporal.ZonedDateTime): boolean {
  return Temporal.ZonedDateTime.compare(one, other) < 0;
}

import * as z from 'zod';
import { clockSpanAt } from './zone-clock.ts';

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

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** What nothing changes within this is looked at again after it. */
const longestMs = 8 * dayMs;

/**
 * Whether the wall clock of a zone stands in one of the ranges at a moment. What a clock change skips is never in
 * any, what it repeats is in twice.
 */
export const isWithin = (
  ranges: readonly WeeklyRange[],
  timeZone: string,
  moment: number,
): boolean => {
  if (ranges.length === 0) return false;
  const wallMs = moment + clockSpanAt(timeZone, moment).offsetMs;
  const day = dayOf(wallMs);
  const timeMs = wallMs - day * dayMs;
  return ranges.some((range) => {
    const [from, to] = [timeMsOf(range.from), timeMsOf(range.to)];
    return from < to
      ? isOn(range, day) && from <= timeMs && timeMs < to
      : (isOn(range, day) && from <= timeMs) || (isOn(range, day - 1) && timeMs < to);
  });
};

/** The first moment after `start` of which it holds, if that can begin only at these times or at a change of the clock. */
export const firstMoment = (
  start: number,
  timeZone: string,
  times: readonly string[],
  holds: (moment: number) => boolean,
): number | undefined => {
  const latest = lookedAtUntil(start);
  const timesMs = times.map(timeMsOf).toSorted((one, other) => one - other);
  // The wall clock is UTC and an offset, until it is changed.
  for (let from = start; from < latest; ) {
    const { offsetMs, until } = clockSpanAt(timeZone, from);
    if (from > start && holds(from)) return from;
    const end = Math.min(until, latest);
    for (let midnight = dayOf(from + offsetMs) * dayMs - offsetMs; midnight < end; ) {
      for (const timeMs of timesMs) {
        const moment = midnight + timeMs;
        if (moment > from && moment < end && holds(moment)) return moment;
      }
      midnight += dayMs;
    }
    from = end;
  }
  return undefined;
};

/** Until when `firstMoment` looks. */
export const lookedAtUntil = (start: number): number => start + longestMs;

/** Days since 1970, which began on a Thursday. */
function dayOf(wallMs: number): number {
  return Math.floor(wallMs / dayMs);
}

function isOn({ days }: WeeklyRange, day: number): boolean {
  const weekDay = weekDays[(((day + 3) % 7) + 7) % 7];
  return weekDay !== undefined && days.includes(weekDay);
}

function timeMsOf(time: string): number {
  return (Number(time.slice(0, 2)) * 60 + Number(time.slice(3))) * minuteMs;
}

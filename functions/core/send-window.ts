import * as z from 'zod';
import { mostRanges, WeeklyRange } from './weekly-ranges.ts';

const dayMinutes = 24 * 60;

/** What was held comes back up to six minutes after its time, and has to find the window open. */
const leastMinutes = 15;

const WindowRange = WeeklyRange.refine(({ from, to }) => minutesBetween(from, to) >= leastMinutes, {
  error: `must be at least ${leastMinutes} minutes long: what was held comes back a few minutes after its time`,
});

/** When something may be told, every week, in the time zone of whoever is told; at other times it waits. */
export const SendWindow = z
  .strictObject({ weekly: z.array(WindowRange).min(1).max(mostRanges) })
  .meta({
    id: 'SendWindow',
    description:
      'When it may be told: weekly ranges in the time zone of the recipient, UTC where that is unknown. At other ' +
      'times it is HELD until the next one begins.',
  });
export type SendWindow = z.infer<typeof SendWindow>;

/** The same time, or an earlier one, is on the next day. */
function minutesBetween(from: string, to: string): number {
  const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  return ((minutesOf(to) - minutesOf(from) + dayMinutes - 1) % dayMinutes) + 1;
}

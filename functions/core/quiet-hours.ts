import * as z from 'zod';
import { mostRanges, WeeklyRange } from './weekly-ranges.ts';

/** When a person does not want to be disturbed, every week, in their own time zone. */
export const QuietHours = z
  .strictObject({ weekly: z.array(WeeklyRange).max(mostRanges) })
  .meta({ id: 'QuietHours', description: 'Weekly ranges in the time zone of the person.' });
export type QuietHours = z.infer<typeof QuietHours>;

import type { QuietHours } from './quiet-hours.ts';
import type { SendWindow } from './send-window.ts';
import { firstMoment, isWithin, lookedAtUntil, type WeeklyRange } from './weekly-ranges.ts';

/** When something may be told to a person: outside of their quiet hours, and inside of every window. */
export interface OpenHours {
  /** Of the person; all the others are by this clock. */
  readonly timeZone: string;
  readonly quietHours?: QuietHours | undefined;
  /** None: at any time. */
  readonly sendWindows?: readonly SendWindow[];
}

/** Why something may not be told at a moment. */
export type ClosedReason = 'QUIET_HOURS' | 'SEND_WINDOW';

/** Why it may not be told at `at`; undefined when it may. Where both forbid it, the person's own word is the reason. */
export const closedReason = (hours: OpenHours, at: number): ClosedReason | undefined =>
  hasHours(hours) ? reasonAt(hours, at) : undefined;

/**
 * The first moment from `at` on at which it may be told, in milliseconds since 1970; undefined when it may be told at
 * `at`. Where none comes within eight days, it is looked at again then.
 */
export const closedUntil = (hours: OpenHours, at: number): number | undefined => {
  if (closedReason(hours, at) === undefined) return undefined;
  const times = [
    ...quietRanges(hours).map(({ to }) => to),
    ...windowRanges(hours).map(({ from }) => from),
  ];
  const isOpen = (moment: number) => reasonAt(hours, moment) === undefined;
  return firstMoment(at, hours.timeZone, times, isOpen) ?? lookedAtUntil(at);
};

/** From when on, at or after `at`, it may not be told, and why; undefined when it may for eight days. */
export const closesAt = (
  hours: OpenHours,
  at: number,
): { readonly at: number; readonly reason: ClosedReason } | undefined => {
  if (!hasHours(hours)) return undefined;
  const now = reasonAt(hours, at);
  if (now !== undefined) return { at, reason: now };
  const times = [
    ...quietRanges(hours).map(({ from }) => from),
    ...windowRanges(hours).map(({ to }) => to),
  ];
  const isClosed = (moment: number) => reasonAt(hours, moment) !== undefined;
  const found = firstMoment(at, hours.timeZone, times, isClosed);
  const reason = found === undefined ? undefined : reasonAt(hours, found);
  return found === undefined || reason === undefined ? undefined : { at: found, reason };
};

function reasonAt(hours: OpenHours, moment: number): ClosedReason | undefined {
  if (isWithin(quietRanges(hours), hours.timeZone, moment)) return 'QUIET_HOURS';
  const { timeZone, sendWindows = [] } = hours;
  const isOpen = sendWindows.every(({ weekly }) => isWithin(weekly, timeZone, moment));
  return isOpen ? undefined : 'SEND_WINDOW';
}

function quietRanges({ quietHours }: OpenHours): readonly WeeklyRange[] {
  return quietHours?.weekly ?? [];
}

function windowRanges({ sendWindows = [] }: OpenHours): readonly WeeklyRange[] {
  return sendWindows.flatMap(({ weekly }) => weekly);
}

/** Most people have said nothing, and no clock has to be asked. */
function hasHours(hours: OpenHours): boolean {
  return quietRanges(hours).length + windowRanges(hours).length > 0;
}

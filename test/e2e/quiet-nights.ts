import { Temporal } from 'temporal-polyfill';

/** Half an hour off, and without a change of the clock: every instant has one wall clock. */
export const sleepersTimeZone = 'Asia/Kolkata';

/** A night that began an hour before `now` and ends hours after it, every day of the week. */
export interface Night {
  readonly quietHours: object;
  /** All the rest of the day: a window that opens when the night ends. */
  readonly sendWindow: object;
  /** Milliseconds since 1970. */
  readonly endsAt: number;
}

/** A quiet night around an instant, whatever the hour: a person may sleep at any time of day. */
export const nightAround = (now: number, hoursLeft: number): Night => {
  const end = wallClock(now).round({ smallestUnit: 'minute', roundingMode: 'floor' });
  const endsAt = end.add({ hours: hoursLeft });
  const time = (moment: Temporal.ZonedDateTime) =>
    moment.toPlainTime().toString({ smallestUnit: 'minute' });
  const days = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'];
  const [from, to] = [time(end.subtract({ hours: 1 })), time(endsAt)];
  return {
    quietHours: { weekly: [{ days, from, to }] },
    sendWindow: { weekly: [{ days, from: to, to: from }] },
    endsAt: endsAt.epochMilliseconds,
  };
};

function wallClock(at: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(sleepersTimeZone);
}

/** Writes dates and times for one reader. */
export interface DateFormats {
  /** An ISO 8601 date, such as 2026-12-24. */
  readonly formatDate: (date: string) => string;
  /** An ISO 8601 instant, with the name of the reader's time zone; without one, in UTC. */
  readonly formatDateTime: (instant: string) => string;
}

const dayMonthYear = { day: 'numeric', month: 'long', year: 'numeric' } as const;
const hourMinuteZone = { hour: 'numeric', minute: '2-digit', timeZoneName: 'short' } as const;

/** Formats as the locale does, in the reader's time zone. */
export const dateFormats = (locale: string, timeZone = 'UTC'): DateFormats => ({
  formatDate: (date) =>
    // A date alone is the same day everywhere, so the reader's time zone must not shift it.
    new Intl.DateTimeFormat(locale, { ...dayMonthYear, timeZone: 'UTC' }).format(new Date(date)),
  formatDateTime: (instant) =>
    new Intl.DateTimeFormat(locale, { ...dayMonthYear, ...hourMinuteZone, timeZone }).format(
      new Date(instant),
    ),
});

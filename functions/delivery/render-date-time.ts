import { formattersOf } from '#functions/templates/kept-formatters.ts';

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
export const dateFormats = (locale: string, timeZone = 'UTC'): DateFormats => {
  const keep = formattersOf(locale, timeZone);
  // A date alone is the same day everywhere, so the reader's time zone must not shift it.
  const day = () => new Intl.DateTimeFormat(locale, { ...dayMonthYear, timeZone: 'UTC' });
  const moment = () =>
    new Intl.DateTimeFormat(locale, { ...dayMonthYear, ...hourMinuteZone, timeZone });
  return {
    formatDate: (date) => keep('a day of a mail', day).format(new Date(date)),
    formatDateTime: (instant) => keep('a moment of a mail', moment).format(new Date(instant)),
  };
};

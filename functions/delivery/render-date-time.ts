/** Writes an instant for the reader, with its time zone's name: without theirs, UTC. */
export const dateTimeFormatter = (
  locale: string,
  timeZone: string | undefined,
): ((instant: string) => string) => {
  return (instant) =>
    new Intl.DateTimeFormat(locale, {
      day: 'numeric',
      month: 'long',
      year: 'numeric',
      hour: 'numeric',
      minute: '2-digit',
      timeZone: timeZone ?? 'UTC',
      timeZoneName: 'short',
    }).format(new Date(instant));
};

const pattern = /^at\((\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})\)$/;

/**
 * The instant that `at(2026-11-02T09:00:00)` names on the clocks of a time zone; undefined for anything
 * else. A time that the clocks skip is as much later as they skip; one that they show twice is the first.
 */
export const parseAt = (expression: string, timeZone: string): number | undefined => {
  const text = pattern.exec(expression)?.[1];
  if (text === undefined) return undefined;
  const shown = Date.parse(`${text}Z`);
  // 31 February: Date would read it as a day in March.
  if (Number.isNaN(shown) || new Date(shown).toISOString().slice(0, 19) !== text) return undefined;
  // Clocks change by hours and on no two days in a row: one of a day ago and one of tomorrow are in use.
  const before = shown - clockShift(shown - dayMs, timeZone);
  const after = shown - clockShift(shown + dayMs, timeZone);
  const shows = (instant: number) => instant + clockShift(instant, timeZone) === shown;
  return [before, after].filter(shows).sort((one, other) => one - other)[0] ?? before;
};

const dayMs = 86_400_000;

/** How far the clocks of a time zone are ahead of UTC, in milliseconds. */
function clockShift(instant: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((one) => one.type === type)?.value);
  const shown = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return shown - Math.floor(instant / 1000) * 1000;
}

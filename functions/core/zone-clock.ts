import { Temporal } from 'temporal-polyfill';

/** A stretch of time in which the clocks of a zone are not changed: the wall clock is UTC and an offset. */
export interface ClockSpan {
  /** Milliseconds since 1970; `until` is the next change, and no longer part of it. */
  readonly from: number;
  readonly until: number;
  readonly offsetMs: number;
}

/** Asking for an offset costs more than all that is computed with it; a span holds for months. */
const knownSpans = new Map<string, ClockSpan[]>();
const mostZones = 1_000;

/** The span that a moment lies in. */
export const clockSpanAt = (timeZone: string, at: number): ClockSpan => {
  const known = knownSpans.get(timeZone);
  for (const span of known ?? []) {
    if (span.from <= at && at < span.until) return span;
  }
  const wall = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  const until = wall.getTimeZoneTransition('next')?.epochMilliseconds ?? Number.POSITIVE_INFINITY;
  const span = { from: at, until, offsetMs: wall.offsetNanoseconds / 1e6 };
  // Zones are written in any case of letters: what somebody makes up cannot fill the memory.
  if (known === undefined && knownSpans.size >= mostZones) knownSpans.clear();
  // Of two with the same end, the one that begins earlier is all that is known.
  knownSpans.set(timeZone, [span, ...(known ?? []).filter((one) => one.until !== until)]);
  return span;
};

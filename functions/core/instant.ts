import * as z from 'zod';

/** The last one that Date knows. */
const lastInstant = 8_640_000_000_000_000;

/** A point in time inside Herald: milliseconds since 1970, UTC. */
export const Instant = z.int().nonnegative().max(lastInstant);

/** An instant as the API writes it: RFC 3339 in UTC. */
export const isoTime = (instant: number): string => new Date(instant).toISOString();

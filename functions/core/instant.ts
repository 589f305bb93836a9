import * as z from 'zod';

/** A point in time inside Herald: milliseconds since 1970, UTC. */
export const Instant = z.int().nonnegative();

/** An instant as the API writes it: RFC 3339 in UTC. */
export const isoTime = (instant: number): string => new Date(instant).toISOString();

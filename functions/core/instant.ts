import * as z from 'zod';

/** The last one that Date knows. */
const lastInstant = 8_640_000_000_000_000;

/** A point in time inside Herald: milliseconds since 1970, UTC. */
export const Instant = z.int().nonnegative().max(lastInstant);

/**
 * An instant in a record of our own, which was checked before it was written: a record is read at every step of
 * everything in it, and to check its numbers again took half of that.
 */
export const KeptInstant = z.number();

/** An instant as the API writes it: RFC 3339 in UTC. */
export const isoTime = (instant: number): string => new Date(instant).toISOString();

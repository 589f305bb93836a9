/** An instant as the API writes it: RFC 3339 in UTC. */
export const isoTime = (instant: number): string => new Date(instant).toISOString();

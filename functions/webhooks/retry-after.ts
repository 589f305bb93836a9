import { mostRetryAfterSeconds } from '#core/retry-policy.ts';

/**
 * The seconds of a Retry-After header, in either of its forms (RFC 9110, section 10.2.3); undefined for
 * what is none.
 */
export const retryAfterSeconds = (header: string | undefined, now: number): number | undefined => {
  const text = header?.trim() ?? '';
  const seconds = /^\d+$/.test(text)
    ? Number(text)
    : / GMT$/.test(text)
      ? Math.ceil((Date.parse(text) - now) / 1000)
      : Number.NaN;
  return Number.isNaN(seconds) ? undefined : Math.min(mostRetryAfterSeconds, Math.max(0, seconds));
};

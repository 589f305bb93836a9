/** Where a stretch of a made text comes from. */
export interface Origin {
  readonly at: number;
  readonly length: number;
  readonly from: number;
}

/** The place in the source of a place in a text that was made of it, by the last stretch that begins before. */
export const originOf = (origins: readonly Origin[], at: number): number => {
  let found: Origin | undefined;
  for (const origin of origins) {
    if (origin.at > at) break;
    found = origin;
  }
  return found === undefined ? 0 : found.from + Math.min(at - found.at, found.length);
};

const most = 24;
const least = 6;

/**
 * The place in an MJML source of what stands at a place of its HTML: within a tag it is known, and text is
 * looked for, since MJML leaves what people write as it is.
 */
export const originInMjml = (
  source: string,
  html: string,
  origins: readonly Origin[],
  at: number,
): number => {
  const tag = origins.findLast((origin) => origin.at <= at);
  if (tag !== undefined && at < tag.at + tag.length) return tag.from + (at - tag.at);
  const start = tag === undefined ? 0 : tag.at + tag.length;
  for (let length = most; length >= least; length -= 1) {
    const snippet = html.slice(Math.max(start, at + 1 - length), at + 1);
    const found = source.indexOf(snippet);
    if (found !== -1 && snippet.length >= least) return found + snippet.length - 1;
  }
  return tag === undefined ? 0 : tag.from;
};

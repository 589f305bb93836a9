import type { Random } from '../random.ts';

/** How long to wait before the next try: twice as long each time, a minute at most, and no two callers alike. */
export const backOffMs = (random: Random, tries: number, firstMs = 200): number =>
  Math.min(60_000, firstMs * 2 ** tries) * (0.5 + random.next());

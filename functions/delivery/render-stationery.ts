import type { Brand, BrandChange } from '#core/brand.ts';

/** What a layout says of its own, in one language. */
export interface LayoutWords {
  readonly unsubscribe: string;
  readonly preferences: string;
}

/** What all renderings have in common. */
export interface Stationery {
  readonly brand: Brand;
  /** By language; the layouts see the reader's as `words`, or those of `en`. */
  readonly words: Readonly<Record<string, LayoutWords>> & { readonly en: LayoutWords };
  /** By channel, then field: the source that a rendered field is wrapped in, as `it.body`. */
  readonly layouts: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** By name: `include('@button', { href, label })` in an html field. */
  readonly partials: Readonly<Record<string, string>>;
}

/** The same, by another brand. */
export const withBrand = (stationery: Stationery, change: BrandChange | undefined): Stationery =>
  change === undefined ? stationery : { ...stationery, brand: { ...stationery.brand, ...change } };

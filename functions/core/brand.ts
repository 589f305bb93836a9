import * as z from 'zod';

const Color = z.string().regex(/^#[0-9a-fA-F]{6}$/, 'must be a colour such as #2350b8');

/** Who writes; templates see it as `brand`, each field a text, empty where there is nothing to say. */
export const Brand = z.object({
  name: z.string().min(1).max(100),
  /** Advertising has to name it (CAN-SPAM, 15 U.S.C. 7704 (a)(5)(A)(iii)). */
  postalAddress: z.string().max(200),
  /** Shown in place of the name, 40 pixels high; the name is its text. */
  logoUrl: z.union([z.literal(''), z.url({ protocol: /^https$/, error: 'must be an https URL' })]),
  /** Of buttons and links, by daylight and in the dark, each with what is written on it. */
  accentColor: Color,
  onAccentColor: Color,
  darkAccentColor: Color,
  onDarkAccentColor: Color,
  /** A last line under every mail. */
  footer: z.string().max(500),
});
export type Brand = Readonly<z.infer<typeof Brand>>;

/** What a stage says otherwise. */
export const BrandChange = z.object({
  name: z.exactOptional(Brand.shape.name),
  postalAddress: z.exactOptional(Brand.shape.postalAddress),
  logoUrl: z.exactOptional(Brand.shape.logoUrl),
  accentColor: z.exactOptional(Color),
  onAccentColor: z.exactOptional(Color),
  darkAccentColor: z.exactOptional(Color),
  onDarkAccentColor: z.exactOptional(Color),
  footer: z.exactOptional(Brand.shape.footer),
});
export type BrandChange = Readonly<z.infer<typeof BrandChange>>;

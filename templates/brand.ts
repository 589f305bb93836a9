import type { Brand } from '#core/brand.ts';

/** The company that writes; change it here, and every mail follows. A stage may differ: `brand` in lib/stages.ts. */
export const brand: Brand = {
  name: 'Herald',
  postalAddress: '1 Example Street, 12345 Exampletown',
  logoUrl: '',
  accentColor: '#2350b8',
  onAccentColor: '#ffffff',
  darkAccentColor: '#93b7ff',
  onDarkAccentColor: '#12151a',
  footer: '',
};

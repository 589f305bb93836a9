import type { Brand } from '#functions/delivery/render-stationery.ts';

/** The company that writes; change it here, and every mail follows. */
export const brand: Brand = {
  name: 'Herald',
  postalAddress: '1 Example Street, 12345 Exampletown',
};

import * as z from 'zod';

/** An ISO 4217 code that this runtime can write. */
export const Currency = z
  .string()
  .refine((code) => Intl.supportedValuesOf('currency').includes(code), {
    error: 'must be an ISO 4217 currency, such as EUR',
  })
  .meta({ description: 'An ISO 4217 currency, such as EUR.' });

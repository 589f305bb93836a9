import * as z from 'zod';

/** A link that may stand in a message: https, and nothing that a mail client would run. */
export const HttpsUrl = z
  .url({ protocol: /^https$/, error: 'must be an https URL' })
  .max(2048)
  .meta({ description: 'An https URL.' });

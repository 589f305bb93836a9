import * as z from 'zod';
import { defineTemplate } from '../define-template.ts';

/**
 * A code to sign in or confirm with. Never in an inbox, which only who is signed in can read, and which
 * would keep a secret that is of no more use. The subject does not hold the code,
 * because a locked screen shows subjects.
 */
export const oneTimeCode = defineTemplate({
  id: 'ONE_TIME_CODE',
  category: 'one-time-codes',
  dataSchema: z.strictObject({
    code: z
      .string()
      .regex(/^[0-9A-Z][0-9A-Z -]{2,10}[0-9A-Z]$/i, 'must be 4 to 12 letters or digits'),
    expiresInMinutes: z.int().min(1).max(60),
  }),
  sample: { code: '482 913', expiresInMinutes: 10 },
});

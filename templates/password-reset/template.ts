import * as z from 'zod';
import { defineTemplate } from '../define-template.ts';
import { HttpsUrl } from '../https-url.ts';

/**
 * A link to choose a new password. Never in an inbox: who cannot sign in cannot read it, and who took
 * over a session must not find the link there.
 */
export const passwordReset = defineTemplate({
  id: 'PASSWORD_RESET',
  category: 'one-time-codes',
  dataSchema: z.strictObject({
    resetUrl: HttpsUrl,
    expiresInMinutes: z.int().min(1).max(60),
  }),
  sample: {
    resetUrl: 'https://www.example.com/reset-password?token=sample',
    expiresInMinutes: 30,
  },
});

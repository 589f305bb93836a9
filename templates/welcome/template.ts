import * as z from 'zod';
import { defineTemplate } from '../define-template.ts';
import { HttpsUrl } from '../https-url.ts';

/** Greets a new customer, and shows where to begin. */
export const welcome = defineTemplate({
  id: 'WELCOME',
  category: 'account',
  dataSchema: z.strictObject({
    customerName: z.string().min(1),
    startUrl: HttpsUrl,
  }),
  sample: { customerName: 'John Doe', startUrl: 'https://www.example.com/start' },
});

import * as z from 'zod';
import { defineTemplate } from '../define-template.ts';
import { HttpsUrl } from '../https-url.ts';

/** Something happened to an account that its owner must be able to contradict. */
export const securityAlert = defineTemplate({
  id: 'SECURITY_ALERT',
  category: 'security',
  dataSchema: z.strictObject({
    /** As a headline: "New sign-in to your account". */
    event: z.string().min(1).max(120),
    happenedAt: z.iso.datetime({ offset: true }),
    device: z.string().min(1).optional(),
    /** Where it seems to come from: "Lyon, France". */
    location: z.string().min(1).optional(),
    /** Where the owner can lock others out. */
    secureAccountUrl: HttpsUrl,
  }),
  sample: {
    event: 'New sign-in to your account',
    happenedAt: '2026-11-23T08:04:00Z',
    device: 'Firefox on Windows',
    location: 'Lyon, France',
    secureAccountUrl: 'https://www.example.com/account/security',
  },
});

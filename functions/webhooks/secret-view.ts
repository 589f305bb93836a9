import * as z from 'zod';
import type { HttpResponse } from '#platform/route.ts';

/** A secret as its receiver keeps it. */
export const WebhookSecretView = z
  .object({
    secret: z.string().meta({ description: 'As the libraries of Standard Webhooks take it.' }),
    version: z.int().positive(),
  })
  .meta({
    id: 'WebhookSecret',
    description: 'What a receiver checks signatures by: https://www.standardwebhooks.com',
    examples: [{ secret: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD8JuFGNJ1mC0=', version: 1 }],
  });

/** The answer that holds a secret: nobody on the way may keep it. */
export const secretAnswer = (body: z.infer<typeof WebhookSecretView>): HttpResponse => ({
  status: 200,
  body,
  headers: { 'cache-control': 'no-store' },
});

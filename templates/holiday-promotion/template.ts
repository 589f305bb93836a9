import * as z from 'zod';
import { Currency } from '../currency.ts';
import { defineTemplate } from '../define-template.ts';
import { HttpsUrl } from '../https-url.ts';

/** A seasonal discount. */
export const holidayPromotion = defineTemplate({
  id: 'HOLIDAY_PROMOTION',
  category: 'promotions',
  dataSchema: z.strictObject({
    customerName: z.string().min(1),
    /** As it is to be read: 20%, or $15. */
    discount: z.string().min(1),
    discountCode: z.string().min(1),
    /** The last day on which the code works. */
    endsOn: z.iso.date(),
    /** Instead, the very moment: each reader is told their own hour of it. */
    endsAt: z.iso.datetime({ offset: true }).optional(),
    /** What an order must come to for the code to work. */
    minimumOrder: z.strictObject({ amount: z.number().positive(), currency: Currency }).optional(),
    shopUrl: HttpsUrl,
  }),
  sample: {
    customerName: 'John Doe',
    discount: '20%',
    discountCode: 'HOLIDAY20',
    endsOn: '2026-12-24',
    minimumOrder: { amount: 40, currency: 'USD' },
    shopUrl: 'https://www.example.com/holidays',
  },
});

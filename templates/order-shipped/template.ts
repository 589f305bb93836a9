import * as z from 'zod';
import { defineTemplate } from '../define-template.ts';
import { HttpsUrl } from '../https-url.ts';

/** An order is with the carrier. */
export const orderShipped = defineTemplate({
  id: 'ORDER_SHIPPED',
  category: 'orders',
  dataSchema: z.strictObject({
    orderId: z.string().min(1),
    customerName: z.string().min(1),
    carrier: z.string().min(1),
    trackingNumber: z.string().min(1),
    trackingUrl: HttpsUrl,
    /** The day on which the carrier expects to deliver, where it says so. */
    expectedOn: z.iso.date().optional(),
  }),
  sample: {
    orderId: '12345',
    customerName: 'John Doe',
    carrier: 'Parcel Express',
    trackingNumber: 'PX 4402 7731',
    trackingUrl: 'https://parcel.example/track/PX44027731',
    expectedOn: '2026-11-27',
  },
});

import * as z from 'zod';
import { defineTemplate } from '../define-template.ts';

/** Thanks for an order, as soon as it is placed. */
export const orderConfirmation = defineTemplate({
  id: 'ORDER_CONFIRMATION',
  category: 'orders',
  dataSchema: z.strictObject({
    orderId: z.string().min(1),
    customerName: z.string().min(1),
    /** With its currency, as the customer is to read it: $49.99. */
    orderTotal: z.string().min(1),
  }),
  sample: { orderId: '12345', customerName: 'John Doe', orderTotal: '$49.99' },
});

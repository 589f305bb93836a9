/** A send as the documentation shows it. */
export const sendExample = {
  templateId: 'ORDER_CONFIRMATION',
  recipientType: 'EMAIL',
  recipientIdentifier: 'user@example.com',
  data: { orderId: '12345', customerName: 'John Doe', orderTotal: '$49.99' },
  priority: 'HIGH',
  channels: ['EMAIL', 'IN_APP'],
} as const;

/** A batch as the documentation shows it. */
export const batchExample = { notifications: [sendExample] } as const;

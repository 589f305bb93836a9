import type { Decision, DeliveryRecord, NotificationRecord } from '#core/notification.ts';

export const notificationId = 'ntf_0000000000000000000000001';
export const skip = {
  verdict: 'SKIP',
  reason: 'OPTED_OUT',
  rule: 'preferences',
} satisfies Decision;
export const delivery = {
  channel: 'PUSH',
  status: 'SKIPPED',
  address: '…',
  attempt: 0,
  round: 1,
  reason: 'OPTED_OUT',
} satisfies DeliveryRecord;

/** A notification that was routed and released, and that nobody was to hear. */
export const record: NotificationRecord = {
  notificationId,
  status: 'ROUTED',
  templateId: 'ORDER_SHIPPED',
  category: 'orders',
  priority: 'MEDIUM',
  recipientKey: 'r',
  createdAt: 1_000,
  expiresAt: 100_000,
  decisions: { SMS: skip, PUSH: skip },
  deliveries: { 'PUSH-x': delivery },
  timeline: [
    { at: 1_000, event: 'ACCEPTED' },
    { at: 2_000, event: 'ROUTED' },
    { at: 50_000, event: 'RELEASED' },
  ],
};

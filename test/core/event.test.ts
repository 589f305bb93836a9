import { expect, test } from 'vitest';
import { factsOf, toldAt } from '#core/event-facts.ts';
import type { Decision, DeliveryRecord, NotificationRecord } from '#core/notification.ts';

const notificationId = 'ntf_0000000000000000000000001';
const skip = { verdict: 'SKIP', reason: 'OPTED_OUT', rule: 'preferences' } satisfies Decision;
const delivery = {
  channel: 'PUSH',
  status: 'SKIPPED',
  address: '…',
  attempt: 0,
  round: 1,
  reason: 'OPTED_OUT',
} satisfies DeliveryRecord;

const record: NotificationRecord = {
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

test('a notification is due when it was accepted, or when it was scheduled for', () => {
  expect(factsOf(record)).toEqual({ category: 'orders', dueAt: 1_000 });
  expect(factsOf({ ...record, scheduledFor: 30_000 }).dueAt).toBe(30_000);
});

test('of a template made by API its version is told', () => {
  expect(factsOf({ ...record, templateVersion: 3 }).variant).toBe('3');
  expect(factsOf({ ...record, templateVersion: 3, variant: '1f3a.warm' }).variant).toBe(
    '1f3a.warm',
  );
});

test('what was sent is told with its provider, and since when it had it', () => {
  const sent = { ...delivery, status: 'SENT', provider: 'FCM' } satisfies DeliveryRecord;
  const timeline = [...record.timeline, { at: 51_000, event: 'SENT', delivery: 'PUSH-x' }];
  const about = { ...record, timeline };
  expect(factsOf(about, 'PUSH-x', sent)).toMatchObject({ provider: 'FCM', sentAt: 51_000 });
  expect(toldAt(about, 'SENT', 'PUSH-y')).toBeUndefined();
  // Feedback may be faster than our own record.
  expect(factsOf(record, 'PUSH-x', { ...sent, firstAttemptAt: 50_500 }).sentAt).toBe(50_500);
});

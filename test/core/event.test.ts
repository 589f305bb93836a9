import { expect, test } from 'vitest';
import { factsOf, toldAt } from '#core/event-facts.ts';
import type { DeliveryRecord } from '#core/notification.ts';
import { delivery, record } from './released-record.ts';

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

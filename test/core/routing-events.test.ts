import { describe, expect, test } from 'vitest';
import { eventId, type StatusEvent } from '#core/event.ts';
import { eventType, eventTypes } from '#core/event-type.ts';
import type { Decision, DeliveryRecord, NotificationRecord } from '#core/notification.ts';
import { routingEvents } from '#core/routing-events.ts';
import { DeliveryStatus } from '#core/status.ts';
import { deliveryEvent, notificationEvent } from '#core/status-events.ts';
import { delivery, notificationId, record, skip } from './released-record.ts';

const idsOf = (events: readonly StatusEvent[]) => events.map(eventId);
const own = [`${notificationId}.ACCEPTED.0`, `${notificationId}.ROUTED.0`];
const push = (status: DeliveryRecord['status'], round: number, attempt = 0) =>
  ({ ...delivery, status, round, attempt }) satisfies DeliveryRecord;
const withPush = (one: DeliveryRecord, more: Partial<NotificationRecord> = {}) => ({
  ...record,
  decisions: {},
  deliveries: { 'PUSH-x': one },
  ...more,
});

describe('a routing', () => {
  test('is told with its own times, whenever it is told', () => {
    const told = routingEvents(record, 60_000);
    expect(told.map((event) => [eventId(event), event.at])).toEqual([
      [own[0], 1_000],
      [own[1], 2_000],
      [`${notificationId}-SMS.SKIPPED.0`, 2_000],
      // What was held was decided when it was released.
      [`${notificationId}-PUSH.SKIPPED.0`, 50_000],
      [`${notificationId}-PUSH-x.SKIPPED.0`, 50_000],
    ]);
    const again = { ...record, timeline: [...record.timeline, { at: 70_000, event: 'RELEASED' }] };
    expect(routingEvents(again, 80_000)).toEqual(told);
  });

  test('tells what ended in its lane as of then', () => {
    const expired = { ...push('EXPIRED', 1), reason: 'EXPIRED' } satisfies DeliveryRecord;
    const timeline = [...record.timeline, { at: 55_000, event: 'EXPIRED', delivery: 'PUSH-x' }];
    const told = routingEvents(withPush(expired, { timeline }), 60_000);
    expect(told.at(-1)).toMatchObject({ status: 'EXPIRED', at: 55_000, category: 'orders' });
  });

  test.each([
    ['QUEUED', `${notificationId}-PUSH-x.QUEUED.r0`],
    ['HELD', `${notificationId}-PUSH-x.HELD.r0`],
    ['CANCELLED', `${notificationId}-PUSH-x.CANCELLED.0`],
  ] as const)('tells a delivery that is %s', (status, id) => {
    expect(idsOf(routingEvents(withPush(push(status, 0)), 60_000))).toEqual([...own, id]);
  });

  test('that is repeated tells QUEUED of what has left its lane by then, under the same id', () => {
    const first = routingEvents(withPush(push('QUEUED', 0)), 3_000);
    for (const status of ['SENDING', 'RETRYING', 'SENT', 'DELIVERED', 'FAILED'] as const) {
      const later = routingEvents(withPush(push(status, 0, 2)), 90_000);
      expect(idsOf(later)).toEqual(idsOf(first));
      expect(later.map(({ at }) => at)).toEqual(first.map(({ at }) => at));
    }
  });

  test('for nobody is told once for the notification, whatever the reasons', () => {
    const { deliveries: _, ...nobody } = record;
    const none = { ...skip, reason: 'NO_CONTENT' } satisfies Decision;
    const told = routingEvents({ ...nobody, decisions: { SMS: none } }, 60_000);
    expect(told.map(eventType)).toEqual([
      'herald.notification.accepted',
      'herald.notification.routed',
      'herald.notification.skipped',
    ]);
  });

  test('of what was for later does not tell that again', () => {
    const timeline = [
      { at: 1_000, event: 'SCHEDULED' },
      { at: 2_000, event: 'ROUTED' },
    ];
    expect(idsOf(routingEvents({ ...record, timeline, deliveries: {}, decisions: {} }, 1))).toEqual(
      [own[1]],
    );
  });

  test.each(['CANCELLED', 'EXPIRED'] as const)('finds %s, and tells it again', (status) => {
    const { deliveries: _, decisions: __, ...unrouted } = record;
    const timeline = [
      { at: 1_000, event: 'ACCEPTED' },
      { at: 4_000, event: status },
    ];
    const told = routingEvents({ ...unrouted, status, timeline }, 60_000);
    expect(told.map((event) => [eventType(event), event.at])).toEqual([
      ['herald.notification.accepted', 1_000],
      [`herald.notification.${status.toLowerCase()}`, 4_000],
    ]);
  });
});

test('a release tells of its own channels and rounds alone', () => {
  const sms = { ...push('SENT', 0, 1), channel: 'SMS' };
  const released = {
    ...record,
    deliveries: { 'SMS-y': sms, 'PUSH-z': push('SENT', 0, 1), 'PUSH-x': push('QUEUED', 1) },
  };
  const told = routingEvents(released, 60_000, {
    release: { round: 1, channels: ['PUSH'] },
  });
  expect(told.map((event) => [eventId(event), event.at])).toEqual([
    [`${notificationId}-PUSH.SKIPPED.0`, 50_000],
    [`${notificationId}-PUSH-x.QUEUED.r1`, 50_000],
  ]);
});

test('a release that finds what feedback ended while it was HELD does not tell that it was queued', () => {
  const bounced = { ...push('BOUNCED', 2, 1), feedback: { HARD_BOUNCED: { at: 40_000 } } };
  const told = routingEvents({ ...record, deliveries: { 'PUSH-x': bounced } }, 60_000, {
    release: { round: 2, channels: ['PUSH'] },
  });
  expect(told.map(eventId)).toEqual([`${notificationId}-PUSH.SKIPPED.0`]);
});

test('what comes to the same status again, held or parked without an attempt, has another id', () => {
  const idOf = (one: DeliveryRecord) => eventId(deliveryEvent(record, 'PUSH-x', one, 0));
  for (const status of ['QUEUED', 'HELD', 'RETRYING', 'PARKED'] as const) {
    expect(idOf(push(status, 1))).not.toBe(idOf(push(status, 2)));
  }
  expect(idOf(push('SENT', 1, 1))).toBe(idOf(push('SENT', 2, 1)));
  expect(idOf(push('RETRYING', 0, 1))).not.toBe(idOf(push('RETRYING', 0, 2)));
});

test('every status has a type that can be asked for, but a lease', () => {
  for (const status of DeliveryStatus.options) {
    const type = eventType(deliveryEvent(record, 'PUSH-x', push(status, 0), 0));
    expect(eventTypes.includes(type), type).toBe(status !== 'SENDING');
  }
  const ofNotification = ['ACCEPTED', 'SCHEDULED', 'ROUTED', 'SKIPPED', 'PARKED'] as const;
  for (const status of ofNotification) {
    expect(eventTypes).toContain(eventType(notificationEvent(record, status, 0)));
  }
  expect(new Set(eventTypes).size).toBe(eventTypes.length);
});

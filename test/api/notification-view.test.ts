import { describe, expect, test } from 'vitest';
import type { DeliveryRecord, NotificationRecord } from '#core/notification.ts';
import { toNotificationView } from '#functions/api/notifications/notification-view.ts';

const start = Date.parse('2026-11-23T12:00:00.000Z');

const viewOf = (delivery: Partial<DeliveryRecord>) => {
  const record: NotificationRecord = {
    notificationId: `ntf_${'0'.repeat(25)}`,
    status: 'ROUTED',
    templateId: 'WELCOME',
    category: 'account',
    priority: 'HIGH',
    recipientKey: 'USER#ada',
    createdAt: start,
    expiresAt: start + 86_400_000,
    deliveries: {
      'EMAIL-abcdefghij': {
        channel: 'EMAIL',
        status: 'SENT',
        address: 'a***@example.com',
        attempt: 1,
        round: 0,
        ...delivery,
      },
    },
    timeline: [
      { at: start, event: 'ACCEPTED' },
      { at: start + 2_000, event: 'SENT', delivery: 'EMAIL-abcdefghij' },
    ],
  };
  return toNotificationView(record);
};

describe('the status of a notification', () => {
  test('tells what its reader did, and what a machine did for them', () => {
    const [delivery] = viewOf({
      feedback: {
        OPENED_BY_MACHINE: { at: start + 3_000 },
        OPENED: { at: start + 4_000 },
        CLICKED: { at: start + 5_000 },
        READ: { at: start + 6_000 },
      },
    }).deliveries;
    expect(delivery?.engagement).toEqual({
      openedByMachineAt: '2026-11-23T12:00:03.000Z',
      openedAt: '2026-11-23T12:00:04.000Z',
      clickedAt: '2026-11-23T12:00:05.000Z',
      readAt: '2026-11-23T12:00:06.000Z',
    });
  });

  test('tells feedback in its place of the timeline, even before our own SENT', () => {
    const { timeline } = viewOf({
      status: 'BOUNCED',
      feedback: {
        HARD_BOUNCED: { at: start + 3_000, detail: 'Permanent/General' },
        DELIVERED: { at: start + 1_000 },
      },
    });
    expect(timeline).toEqual([
      { at: '2026-11-23T12:00:00.000Z', event: 'ACCEPTED' },
      { at: '2026-11-23T12:00:01.000Z', event: 'DELIVERED', channel: 'EMAIL' },
      { at: '2026-11-23T12:00:02.000Z', event: 'SENT', channel: 'EMAIL' },
      {
        at: '2026-11-23T12:00:03.000Z',
        event: 'HARD_BOUNCED',
        channel: 'EMAIL',
        detail: 'Permanent/General',
      },
    ]);
  });

  test('says until when feedback may settle what is UNCERTAIN', () => {
    const [delivery] = viewOf({ status: 'UNCERTAIN', settlesBy: start + 3_600_000 }).deliveries;
    expect(delivery).toMatchObject({
      status: 'UNCERTAIN',
      settlesBy: '2026-11-23T13:00:00.000Z',
    });
  });
});

import fc from 'fast-check';
import type { StatusEvent } from '#core/event.ts';
import { derivedNotificationId } from '#core/ids.ts';

/** Noon of a day. */
export const noon = Date.parse('2026-11-23T12:00:00Z');

/** A notificationId that no other number has. */
export const notificationId = (number: number): string =>
  derivedNotificationId({ caller: 'c', route: 'r', key: String(number), position: 0, body: {} });

/** A mail that was sent a second after it was due, but for what is given. */
export const eventOf = (
  number: number,
  { deliveryId, ...more }: Partial<StatusEvent> = {},
): StatusEvent => ({
  notificationId: notificationId(number),
  deliveryId: deliveryId ?? `${notificationId(number)}-EMAIL-0123456789`,
  channel: 'EMAIL',
  status: 'SENT',
  attempt: 1,
  templateId: 'ORDER_CONFIRMATION',
  category: 'orders',
  provider: 'SES',
  dueAt: noon,
  sentAt: noon + 1_000,
  at: noon + 1_000,
  ...more,
});

const later = fc.integer({ min: 0, max: 7_200_000 });

/** What may be published of a few notifications, within three hours. */
export const anyEvent: fc.Arbitrary<StatusEvent> = fc
  .record({
    number: fc.nat(4),
    channel: fc.constantFrom('EMAIL', 'SMS'),
    status: fc.constantFrom('SENT', 'DELIVERED', 'BOUNCED', 'SKIPPED', 'FAILED', 'RETRYING'),
    engagement: fc.constantFrom(undefined, undefined, 'OPENED', 'OPENED_BY_MACHINE', 'READ'),
    templateId: fc.constantFrom('ORDER_CONFIRMATION', 'PASSWORD_RESET'),
    late: later,
  } as const)
  .map(({ number, late, engagement, channel, status, templateId }) =>
    eventOf(number, {
      channel,
      status,
      templateId,
      deliveryId: `${notificationId(number)}-${channel}-0123456789`,
      ...(engagement === undefined ? {} : { engagement }),
      ...(status === 'SKIPPED' ? { reason: 'OPTED_OUT' } : {}),
      at: noon + late,
    }),
  );

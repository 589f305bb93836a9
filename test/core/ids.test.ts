import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  deliveryId,
  deliveryKey,
  derivedNotificationId,
  isNotificationId,
  parseDeliveryId,
  randomNotificationId,
} from '#core/ids.ts';

const keyed = {
  caller: '123456789012/Orders',
  route: '/notifications/send',
  key: 'k-1',
  position: 0,
  body: { templateId: 'WELCOME' },
};

describe('derivedNotificationId', () => {
  test('is the same for the same send', () => {
    expect(derivedNotificationId({ ...keyed })).toBe(derivedNotificationId(keyed));
  });

  test.each([
    { caller: '123456789012/Billing' },
    { route: '/notifications/batch' },
    { key: 'k-2' },
    { position: 1 },
    { body: { templateId: 'OTHER' } },
  ])('is another one when %j differs', (other) => {
    expect(derivedNotificationId({ ...keyed, ...other })).not.toBe(derivedNotificationId(keyed));
  });
});

describe('notification and delivery ids', () => {
  test('recognize each other, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const id = randomNotificationId(bytes);
        const key = deliveryKey('IN_APP', 'abcdefghijklmnop');
        expect(isNotificationId(id)).toBe(true);
        expect(parseDeliveryId(deliveryId(id, key))).toEqual({ notificationId: id, key });
      }),
    );
  });

  test('fit an SES tag and a schedule name with the round behind it', () => {
    const id = deliveryId(
      randomNotificationId(new Uint8Array(16).fill(255)),
      deliveryKey('WEBHOOK', 'x'.repeat(22)),
    );
    expect(`${id}-r9999`).toMatch(/^[\w-]{1,64}$/);
  });

  test.each([
    '',
    'ntf_',
    'ntf_short-EMAIL-a',
    'xyz_0123456789012345678901234-EMAIL',
    'ntf_0123456789012345678901234',
  ])('what is no deliveryId (%j) is not taken for one', (text) => {
    expect(parseDeliveryId(text)).toBeUndefined();
  });
});

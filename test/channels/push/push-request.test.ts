import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { Sending } from '#functions/channels/channel.ts';
import { toPushMessage } from '#functions/channels/push/push-message.ts';
import { toPushRequest } from '#functions/channels/push/push-request.ts';

const now = 1_800_000_000_000;
const deliveryId = 'ntf_0000000000000000000000001-PUSH-abcdefghij';
const plain = { title: 'On its way', body: 'Parcel Express has it.' };
const sending: Sending = {
  deliveryId,
  notificationId: 'ntf_0000000000000000000000001',
  address: 'token-of-a-device',
  userId: 'demo-ada',
  templateId: 'ORDER_SHIPPED',
  category: 'orders',
  expiresAt: now + 3_600_999,
  acceptedAt: now,
  content: plain,
};
const whole = {
  ...plain,
  image: 'https://cdn.example/parcel.png',
  link: 'https://shop.example/orders/1',
  actions: 'PARCEL',
  collapseKey: 'order-1',
};
const data = {
  deliveryId,
  notificationId: sending.notificationId,
  templateId: 'ORDER_SHIPPED',
  category: 'orders',
};

const Message = z.record(z.string(), z.string());

/** What SNS is asked for a device of a platform, taken apart. */
const requestFor = (platform: string, change: Partial<Sending> = {}) => {
  const arn = `arn:aws:sns:us-east-1:123456789012:endpoint/${platform}/herald/an-id`;
  const request = toPushRequest(arn, toPushMessage({ ...sending, ...change }, now));
  if (request === undefined) throw new Error(`${platform} is unknown`);
  const message = Message.parse(JSON.parse(request.message));
  expect(request.endpointArn).toBe(arn);
  expect(Object.keys(message)).toEqual(['default', platform]);
  expect(message[platform]).toBe(request.payload);
  return { payload: JSON.parse(request.payload), attributes: request.attributes, message };
};

describe('FCM gets', () => {
  test('what is shown, what the app is told, and for how long it is worth it', () => {
    const { payload, attributes, message } = requestFor('GCM', { content: whole });
    expect(payload).toEqual({
      fcmV1Message: {
        message: {
          notification: { title: 'On its way', body: whole.body, image: whole.image },
          data: { ...data, link: whole.link, actions: 'PARCEL' },
          android: { collapse_key: 'order-1', ttl: '3600s', notification: { tag: 'order-1' } },
          webpush: {
            headers: { TTL: '3600' },
            notification: { tag: 'order-1' },
            fcm_options: { link: whole.link },
          },
          apns: {
            payload: { aps: { category: 'PARCEL', 'mutable-content': 1 } },
            fcm_options: { image: whole.image },
          },
        },
      },
    });
    expect(attributes).toEqual({ 'AWS.SNS.MOBILE.FCM.TTL': '3600' });
    expect(message.default).toBe('On its way');
  });

  test('no key where the template has none, and a tag by which a copy replaces the first', () => {
    expect(requestFor('GCM').payload.fcmV1Message.message).toEqual({
      notification: plain,
      data,
      android: { ttl: '3600s', notification: { tag: deliveryId } },
      webpush: { headers: { TTL: '3600' }, notification: { tag: deliveryId } },
    });
  });

  test('a deep link for the app, and none for a browser, which could not open it', () => {
    const content = { ...sending.content, link: 'herald://orders/1' };
    const { message } = requestFor('GCM', { content }).payload.fcmV1Message;
    expect(message.data.link).toBe('herald://orders/1');
    expect(message.webpush).not.toHaveProperty('fcm_options');
  });
});

describe('APNs gets', () => {
  test.each(['APNS', 'APNS_SANDBOX'])('all of it by %s', (platform) => {
    const { payload, attributes } = requestFor(platform, { content: whole });
    expect(payload).toEqual({
      aps: {
        alert: { title: 'On its way', body: whole.body },
        sound: 'default',
        'thread-id': 'orders',
        category: 'PARCEL',
        'mutable-content': 1,
      },
      ...data,
      link: whole.link,
      actions: 'PARCEL',
      image: whole.image,
    });
    expect(attributes).toEqual({
      [`AWS.SNS.MOBILE.${platform}.TTL`]: '3600',
      'AWS.SNS.MOBILE.APNS.PUSH_TYPE': 'alert',
      'AWS.SNS.MOBILE.APNS.COLLAPSE_ID': 'order-1',
    });
  });

  test('nothing to fetch where there is no picture, and an id by which a copy replaces the first', () => {
    const { payload, attributes } = requestFor('APNS');
    expect(payload).not.toHaveProperty('image');
    expect(payload.aps).not.toHaveProperty('mutable-content');
    expect(attributes['AWS.SNS.MOBILE.APNS.COLLAPSE_ID']).toBe(deliveryId);
  });

  test('a collapse id of 64 bytes at most, the same for the same key', () => {
    const idOf = (collapseKey: string) =>
      requestFor('APNS', { content: { ...whole, collapseKey } }).attributes[
        'AWS.SNS.MOBILE.APNS.COLLAPSE_ID'
      ];
    expect(idOf('a'.repeat(64))).toBe('a'.repeat(64));
    const shortened = idOf('ü'.repeat(33));
    expect(Buffer.byteLength(shortened ?? '')).toBeLessThanOrEqual(64);
    expect(idOf('ü'.repeat(33))).toBe(shortened);
    expect(idOf('ü'.repeat(34))).not.toBe(shortened);
  });
});

test.each([
  [999, '0'],
  [61_999, '61'],
  [28 * 86_400_000, '2419200'],
  [90 * 86_400_000, '2419200'],
])('what expires in %i ms is kept for %s seconds', (left, seconds) => {
  const { attributes } = requestFor('APNS', { expiresAt: now + left });
  expect(attributes['AWS.SNS.MOBILE.APNS.TTL']).toBe(seconds);
});

test('an endpoint of an emulator, which calls it otherwise, is one as well', () => {
  const arn = 'arn:aws:sns:us-east-1:000000000000:app/GCM/herald-fcm/an-id';
  expect(toPushRequest(arn, toPushMessage(sending, now))).toMatchObject({ endpointArn: arn });
});

test.each(['nonsense', 'arn:aws:sns:us-east-1:123456789012:endpoint/ADM/herald/an-id'])(
  'there is nothing to ask of %s',
  (arn) => {
    expect(toPushRequest(arn, toPushMessage(sending, now))).toBeUndefined();
  },
);

test.each(['GCM', 'APNS'])(
  '%s is told what the template tells the app, beside what every message has',
  (platform) => {
    const arn = `arn:aws:sns:us-east-1:123456789012:endpoint/${platform}/herald/an-id`;
    const own = { orderId: '1', deliveryId: 'another' };
    const payload = JSON.parse(
      toPushRequest(arn, toPushMessage(sending, now, own))?.payload ?? '{}',
    );
    const told = platform === 'GCM' ? payload.fcmV1Message.message.data : payload;
    expect(told).toMatchObject({ ...data, orderId: '1' });
  },
);

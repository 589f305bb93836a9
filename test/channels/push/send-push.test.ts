import { expect, test } from 'vitest';
import { type Device, Profile } from '#core/recipient.ts';
import type { Sending } from '#functions/channels/channel.ts';
import { push } from '#functions/channels/push/channel.ts';
import type { FoundDevice } from '#functions/channels/push/find-device.ts';
import type { PushRequest } from '#functions/channels/push/push-request.ts';
import { createSendPush } from '#functions/channels/push/send-push.ts';

const now = 1_800_000_000_000;
const phone: Device = {
  deviceId: 'phone',
  platform: 'APNS',
  token: 'token-of-adas-phone',
  endpointArn: 'arn:aws:sns:us-east-1:123456789012:endpoint/APNS/herald/an-id',
};
const sending: Sending = {
  deliveryId: 'ntf_0000000000000000000000001-PUSH-abcdefghij',
  notificationId: 'ntf_0000000000000000000000001',
  address: phone.token,
  userId: 'ada',
  templateId: 'ORDER_SHIPPED',
  category: 'orders',
  expiresAt: now + 600_000,
  acceptedAt: now,
  content: { title: 'On its way', body: 'Parcel Express has it.' },
};
const errorOf = (name: string) => Object.assign(new Error(phone.token), { name });

/** What a Send comes to, what SNS was asked, and which devices were forgotten. */
const sendWith = async ({
  change = {},
  find = async () => ({ device: phone, isOwned: true }),
  publish = async () => 'an-id',
  forget = async () => {},
}: {
  readonly change?: Partial<Sending>;
  readonly find?: () => Promise<FoundDevice | undefined>;
  readonly publish?: () => Promise<string>;
  readonly forget?: () => Promise<void>;
} = {}) => {
  const asked: PushRequest[] = [];
  const forgotten: unknown[] = [];
  const send = createSendPush({
    findDevice: find,
    publish: (request) => {
      asked.push(request);
      return publish();
    },
    forget: (...device) => {
      forgotten.push(device);
      return forget();
    },
    now: () => now,
  });
  return { outcome: await send({ ...sending, ...change }), asked, forgotten };
};

const gone = { kind: 'rejected', reason: 'DEVICE_GONE' };

test.each(['EndpointDisabledException', 'NotFoundException'])(
  'forgets a device of which SNS says %s',
  async (name) => {
    const publish = () => Promise.reject(errorOf(name));
    const { outcome, forgotten } = await sendWith({ publish });
    expect(outcome).toEqual({ ...gone, detail: name });
    expect(forgotten).toEqual([['ada', phone]]);
  },
);

test('is rejected all the same when the device cannot be forgotten now', async () => {
  const { outcome } = await sendWith({
    publish: () => Promise.reject(errorOf('EndpointDisabledException')),
    forget: () => Promise.reject(new Error('the table is away')),
  });
  expect(outcome).toMatchObject(gone);
});

test('keeps a device that something else went wrong with', async () => {
  const publish = () => Promise.reject(errorOf('PlatformApplicationDisabledException'));
  const { outcome, forgotten } = await sendWith({ publish });
  expect(outcome).toMatchObject({ reason: 'PROVIDER_UNAVAILABLE' });
  expect(forgotten).toEqual([]);
});

test('asks SNS nothing for a device whose token another user has, and forgets it', async () => {
  const find = async () => ({ device: phone, isOwned: false });
  const { outcome, asked, forgotten } = await sendWith({ find });
  expect(outcome).toMatchObject(gone);
  expect(asked).toEqual([]);
  expect(forgotten).toEqual([['ada', phone]]);
});

test('asks SNS nothing for a device that is not there', async () => {
  const { outcome, asked, forgotten } = await sendWith({ find: async () => undefined });
  expect(outcome).toMatchObject(gone);
  expect([asked, forgotten]).toEqual([[], []]);
});

test('asks SNS nothing for what expired while its device was read', async () => {
  const { outcome, asked } = await sendWith({ change: { expiresAt: now } });
  expect(outcome).toEqual({ kind: 'expired' });
  expect(asked).toEqual([]);
});

test('comes back later when the device cannot be read', async () => {
  const find = () => Promise.reject(errorOf('InternalServerError'));
  const { outcome, asked } = await sendWith({ find });
  expect(outcome).toEqual({
    kind: 'refused-for-now',
    reason: 'PROVIDER_UNAVAILABLE',
    detail: 'InternalServerError',
  });
  expect(asked).toEqual([]);
});

test('sends a payload of 4,096 bytes, and says how much too large the next one is', async () => {
  const bytesOf = async (body: string) => {
    const { asked } = await sendWith({ change: { content: { title: 'On', body } } });
    return Buffer.byteLength(asked[0]?.payload ?? '');
  };
  const rest = 4_096 - (await bytesOf(''));
  expect(await bytesOf('a'.repeat(rest))).toBe(4_096);
  const content = { title: 'On', body: 'a'.repeat(rest + 1) };
  const { outcome, asked } = await sendWith({ change: { content } });
  expect(outcome).toEqual({
    kind: 'rejected',
    reason: 'CONTENT_TOO_LARGE',
    detail: 'The payload has 4097 bytes; a push message has at most 4096.',
  });
  expect(asked).toEqual([]);
});

test('reaches a user on every device, and a token of nobody not at all', () => {
  const tablet = { ...phone, deviceId: 'tablet', token: 'token-of-adas-tablet' };
  const profile = Profile.parse({
    userId: 'ada',
    devices: [phone, tablet],
    createdAt: '',
    updatedAt: '',
  });
  expect(push.addressesOf({ kind: 'user', profile })).toEqual([phone.token, tablet.token]);
  const alone = { address: phone.token, preferences: {}, suppressions: {} };
  expect(push.addressesOf({ kind: 'address', type: 'DEVICE_TOKEN', ...alone })).toEqual([]);
});

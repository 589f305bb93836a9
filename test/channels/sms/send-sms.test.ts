import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { Profile } from '#core/recipient.ts';
import type { Sending } from '#functions/channels/channel.ts';
import { sms } from '#functions/channels/sms/channel.ts';
import {
  createEndUserMessaging,
  createEndUserMessagingClient,
} from '#functions/channels/sms/end-user-messaging.ts';
import { createSendSms } from '#functions/channels/sms/send-sms.ts';
import { createSnsSms, createSnsSmsClient } from '#functions/channels/sms/sns-sms.ts';
import { startFakeProvider } from '../fake-provider.ts';
import { fakeAws } from '../tables-in-memory.ts';

const now = 1_800_000_000_000;
const sending: Sending = {
  deliveryId: 'ntf_0000000000000000000000001-SMS-abcdefghij',
  notificationId: 'ntf_0000000000000000000000001',
  address: '+14155550123',
  templateId: 'ORDER_SHIPPED',
  category: 'orders',
  expiresAt: now + 600_000,
  acceptedAt: now,
  content: { text: 'On its way.' },
};
const isPromotional = (category: string) => category === 'promotions';

/** A provider that answers every call alike, and what one Send put on the wire to it. */
const sendThrough = async (
  provider: 'END_USER_MESSAGING' | 'SNS',
  change: Partial<Sending> = {},
  answer = { status: 200, body: provider === 'SNS' ? '<PublishResponse/>' : '{}' },
  originationIdentity?: string,
) => {
  const fake = await startFakeProvider({
    accept: () => ({ answer }),
    reject: () => answer,
    throttle: () => answer,
  });
  const config = { ...fakeAws, endpoint: fake.url };
  const send = createSendSms({
    provider:
      provider === 'SNS'
        ? createSnsSms(createSnsSmsClient(config), { originationIdentity })
        : createEndUserMessaging(createEndUserMessagingClient(config), {
            originationIdentity,
            configurationSet: 'herald',
          }),
    isPromotional,
    now: () => now,
  });
  try {
    const outcome = await send({ ...sending, ...change });
    return { outcome, body: fake.calls[0]?.body ?? '' };
  } finally {
    await fake.close();
  }
};

const json = (body: string) => z.record(z.string(), z.unknown()).parse(JSON.parse(body));

describe('End User Messaging is told', () => {
  test('to whom, from whom, what, and which delivery it is', async () => {
    const { body } = await sendThrough('END_USER_MESSAGING', {}, undefined, 'arn:of:a-pool');
    expect(json(body)).toEqual({
      DestinationPhoneNumber: '+14155550123',
      OriginationIdentity: 'arn:of:a-pool',
      MessageBody: 'On its way.',
      MessageType: 'TRANSACTIONAL',
      ConfigurationSetName: 'herald',
      TimeToLive: 600,
      Context: { deliveryId: sending.deliveryId },
    });
  });

  test('of no identity where the stage names none', async () => {
    const { body } = await sendThrough('END_USER_MESSAGING');
    expect(json(body)).not.toHaveProperty('OriginationIdentity');
  });

  test('that an advertisement is one', async () => {
    const { body } = await sendThrough('END_USER_MESSAGING', { category: 'promotions' });
    expect(json(body)).toMatchObject({ MessageType: 'PROMOTIONAL' });
  });

  test.each([
    [1_500, 5],
    [5_999, 5],
    [61_999, 61],
    [3_600_000, 3_600],
    [30 * 86_400_000, 259_200],
  ])('of what expires in %i ms to try for %i seconds', async (left, seconds) => {
    const { body } = await sendThrough('END_USER_MESSAGING', { expiresAt: now + left });
    expect(json(body)).toMatchObject({ TimeToLive: seconds });
  });
});

describe('SNS is told', () => {
  test('to whom and what, and that it is transactional', async () => {
    const { body } = await sendThrough('SNS');
    expect(Object.fromEntries(new URLSearchParams(body))).toMatchObject({
      Action: 'Publish',
      PhoneNumber: '+14155550123',
      Message: 'On its way.',
      'MessageAttributes.entry.1.Name': 'AWS.SNS.SMS.SMSType',
      'MessageAttributes.entry.1.Value.StringValue': 'Transactional',
    });
    expect(body).not.toContain('OriginationNumber');
  });

  test('that an advertisement is one, and from whom', async () => {
    const change = { category: 'promotions' };
    const { body } = await sendThrough('SNS', change, undefined, '+14155550100');
    expect(Object.fromEntries(new URLSearchParams(body))).toMatchObject({
      'MessageAttributes.entry.1.Value.StringValue': 'Promotional',
      'MessageAttributes.entry.2.Name': 'AWS.MM.SMS.OriginationNumber',
      'MessageAttributes.entry.2.Value.StringValue': '+14155550100',
    });
  });
});

describe('an error of End User Messaging', () => {
  test.each([
    ['ConflictException', 'DESTINATION_PHONE_NUMBER_OPTED_OUT', 'PROVIDER_REJECTED'],
    ['ConflictException', 'DESTINATION_PHONE_NUMBER_NOT_VERIFIED', 'PROVIDER_REJECTED'],
    ['ConflictException', 'NO_ORIGINATION_IDENTITIES_FOUND', 'PROVIDER_UNAVAILABLE'],
    ['ValidationException', 'FIELD_VALIDATION_FAILED', 'PROVIDER_REJECTED'],
    ['ValidationException', 'MAXIMUM_SIZE_EXCEEDED', 'CONTENT_TOO_LARGE'],
    ['ValidationException', 'INVALID_ARN', 'PROVIDER_UNAVAILABLE'],
    [
      'ServiceQuotaExceededException',
      'MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT',
      'PROVIDER_UNAVAILABLE',
    ],
    ['AccessDeniedException', 'ACCOUNT_DISABLED', 'PROVIDER_UNAVAILABLE'],
    ['ResourceNotFoundException', undefined, 'PROVIDER_UNAVAILABLE'],
    ['InternalServerException', undefined, 'PROVIDER_UNAVAILABLE'],
    ['ThrottlingException', undefined, 'PROVIDER_THROTTLED'],
    ['SomethingNewException', undefined, 'PROVIDER_REJECTED'],
  ])('%s with %s means %s', async (name, Reason, reason) => {
    const body = JSON.stringify({ __type: name, Message: 'for +14155550123', Reason });
    const { outcome } = await sendThrough('END_USER_MESSAGING', {}, { status: 400, body });
    const detail = Reason === undefined ? name : `${name} ${Reason}`;
    expect(outcome).toMatchObject({ reason, detail });
  });

  test('whose reason is no word of the list is told by its name alone', async () => {
    const body = JSON.stringify({ __type: 'ConflictException', Reason: 'to +14155550123: no' });
    const { outcome } = await sendThrough('END_USER_MESSAGING', {}, { status: 400, body });
    expect(outcome).toMatchObject({ detail: 'ConflictException' });
  });

  test('that nothing documents leaves it uncertain', async () => {
    const { outcome } = await sendThrough('END_USER_MESSAGING', {}, { status: 500, body: '{}' });
    expect(outcome.kind).toBe('uncertain');
  });
});

test('sends what fits exactly', async () => {
  const { outcome } = await sendThrough('END_USER_MESSAGING', {
    content: { text: 'a'.repeat(1_600) },
  });
  expect(outcome.kind).toBe('sent');
});

test('reaches a user by their phone number, and a phone number by itself', () => {
  const user = { userId: 'u', createdAt: '', updatedAt: '' };
  const reached = (profile: object) =>
    sms.addressesOf({ kind: 'user', profile: Profile.parse(profile) });
  expect(reached({ ...user, phoneNumber: '+14155550123' })).toEqual(['+14155550123']);
  expect(reached(user)).toEqual([]);
  const alone = { kind: 'address', address: 'x', preferences: {}, suppressions: {} } as const;
  const asPhone = { ...alone, type: 'PHONE_NUMBER' } as const;
  const asEmail = { ...alone, type: 'EMAIL' } as const;
  expect(sms.addressesOf(asPhone)).toEqual(['x']);
  expect(sms.addressesOf(asEmail)).toEqual([]);
});

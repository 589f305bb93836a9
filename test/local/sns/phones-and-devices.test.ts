import {
  CreatePlatformEndpointCommand,
  DeleteEndpointCommand,
  EndpointDisabledException,
  GetEndpointAttributesCommand,
  InvalidParameterException,
  NotFoundException,
  PublishCommand,
  paginateListEndpointsByPlatformApplication,
  SetEndpointAttributesCommand,
} from '@aws-sdk/client-sns';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openSns, resource, subscription, topicArn } from './fixture.ts';

const application = (platform: string) =>
  `arn:aws:sns:us-east-1:000000000000:app/${platform}/herald`;

let fixture: Awaited<ReturnType<typeof openSns>>;

beforeEach(async () => {
  fixture = await openSns([]);
});
afterEach(() => fixture.close());

const create = async (Token: string, platform = 'GCM', change: object = {}) => {
  const command = new CreatePlatformEndpointCommand({
    PlatformApplicationArn: application(platform),
    Token,
    ...change,
  });
  return (await fixture.client.send(command)).EndpointArn;
};
const push = (TargetArn: string | undefined, message: object) =>
  fixture.client.send(
    new PublishCommand({ TargetArn, MessageStructure: 'json', Message: JSON.stringify(message) }),
  );
const fcm = (message: object) => ({ GCM: JSON.stringify({ fcmV1Message: { message } }) });
const attributesOf = async (EndpointArn: string | undefined) =>
  (await fixture.client.send(new GetEndpointAttributesCommand({ EndpointArn }))).Attributes;

test('puts an SMS into the outbox', async () => {
  const { MessageId } = await fixture.client.send(
    new PublishCommand({
      PhoneNumber: '+33612345678',
      Message: 'Your code is 1234.',
      MessageAttributes: {
        'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: 'Transactional' },
        'AWS.SNS.SMS.SenderID': { DataType: 'String', StringValue: 'HERALD' },
      },
    }),
  );
  expect(fixture.outbox.list()).toEqual([
    {
      id: MessageId,
      channel: 'SMS',
      to: '+33612345678',
      from: 'HERALD',
      text: 'Your code is 1234.',
      sentAt: '2026-11-02T09:00:00.000Z',
      fate: 'DELIVERED',
    },
  ]);
});

test.each([
  [
    'a number that is none',
    { PhoneNumber: '0612345678', Message: 'x' },
    'PhoneNumber Reason: 0612345678 is not valid to publish to',
  ],
  ['no words', { PhoneNumber: '+33612345678', Message: '' }, 'Empty message'],
  [
    'too many words',
    { PhoneNumber: '+33612345678', Message: 'x'.repeat(1601) },
    'Message too long',
  ],
  ['no target', { Message: 'x' }, 'exactly one target is needed'],
])('refuses %s', async (_, input, message) => {
  const refused = fixture.client.send(new PublishCommand(input));
  await expect(refused).rejects.toBeInstanceOf(InvalidParameterException);
  await expect(refused).rejects.toThrow(message);
  expect(fixture.outbox.list()).toEqual([]);
});

test('shows what a device by FCM shows', async () => {
  const arn = await create('token-1');
  const { MessageId } = await push(arn, {
    default: 'x',
    ...fcm({
      notification: { title: 'Shipped', body: 'On its way.' },
      data: { link: 'https://example.com/1', deliveryId: 'd' },
    }),
  });
  expect(fixture.outbox.list('PUSH')).toEqual([
    {
      id: MessageId,
      channel: 'PUSH',
      to: 'token-1',
      platform: 'FCM',
      title: 'Shipped',
      text: 'On its way.',
      link: 'https://example.com/1',
      deliveryId: 'd',
      sentAt: '2026-11-02T09:00:00.000Z',
      fate: 'DELIVERED',
    },
  ]);
});

test('shows what a device by APNs shows', async () => {
  const arn = await create('token-2', 'APNS_SANDBOX');
  const aps = { alert: { title: 'Shipped', body: 'On its way.' }, sound: 'default' };
  await push(arn, { APNS_SANDBOX: JSON.stringify({ aps, link: 'https://example.com/2' }) });
  await push(arn, { APNS: 'other', default: 'plain' });
  expect(fixture.outbox.list('PUSH')).toMatchObject([
    {
      to: 'token-2',
      platform: 'APNS',
      title: 'Shipped',
      text: 'On its way.',
      link: 'https://example.com/2',
    },
    { to: 'token-2', platform: 'APNS', text: 'plain' },
  ]);
});

test.each([
  ['no content for the platform', { APNS: '{}' }, 'No default entry'],
  ['data that is not text', fcm({ data: { count: 1 } }), 'Invalid GCM payload'],
  ['a payload that is too large', fcm({ notification: { body: 'x'.repeat(4096) } }), 'too long'],
])('refuses %s', async (_, message, reason) => {
  await expect(push(await create('token-1'), message)).rejects.toThrow(reason);
});

test('gives the same token the same endpoint, and says when its attributes differ', async () => {
  const arn = await create('token-1', 'GCM', { CustomUserData: 'ada' });
  expect(arn).toMatch(/^arn:aws:sns:us-east-1:000000000000:endpoint\/GCM\/herald\/[\da-f-]{36}$/);
  expect(await create('token-1', 'GCM', { CustomUserData: 'ada' })).toBe(arn);
  const different = create('token-1', 'GCM', { CustomUserData: 'eve' });
  await expect(different).rejects.toBeInstanceOf(InvalidParameterException);
  await expect(different).rejects.toThrow(
    `Invalid parameter: Token Reason: Endpoint ${arn} already exists with the same Token, but different attributes.`,
  );
  expect(await create('token-1', 'APNS', { CustomUserData: 'ada' })).not.toBe(arn);
});

test('keeps endpoints and their attributes across a restart', async () => {
  const EndpointArn = await create('token-1');
  await fixture.client.send(
    new SetEndpointAttributesCommand({
      EndpointArn,
      Attributes: { Token: 'token-2', Enabled: 'false', CustomUserData: 'ada' },
    }),
  );
  await fixture.restart();
  expect(await attributesOf(EndpointArn)).toEqual({
    Token: 'token-2',
    Enabled: 'false',
    CustomUserData: 'ada',
  });
});

test('gives no endpoint the token of another', async () => {
  const first = await create('token-1');
  const EndpointArn = await create('token-2');
  const change = new SetEndpointAttributesCommand({
    EndpointArn,
    Attributes: { Token: 'token-1' },
  });
  const refused = fixture.client.send(change);
  await expect(refused).rejects.toBeInstanceOf(InvalidParameterException);
  await expect(refused).rejects.toThrow(`Endpoint ${first} already exists`);
});

test('sends nothing to a disabled endpoint, until it is enabled', async () => {
  const EndpointArn = await create('token-1', 'GCM', { Attributes: { Enabled: 'false' } });
  const refused = push(EndpointArn, { default: 'x' });
  await expect(refused).rejects.toBeInstanceOf(EndpointDisabledException);
  await expect(refused).rejects.toThrow('Endpoint is disabled');
  expect(await create('token-1')).toBe(EndpointArn);
  await fixture.client.send(
    new SetEndpointAttributesCommand({ EndpointArn, Attributes: { Enabled: 'true' } }),
  );
  await push(EndpointArn, { default: 'x' });
  expect(fixture.outbox.list()).toHaveLength(1);
});

test('disables a device that is gone after the first push to it', async () => {
  const arn = await create('disabled-1');
  await push(arn, { default: 'x' });
  expect(fixture.outbox.list()).toMatchObject([{ to: 'disabled-1', fate: 'FAILED' }]);
  expect(await attributesOf(arn)).toMatchObject({ Enabled: 'false' });
  await expect(push(arn, { default: 'x' })).rejects.toBeInstanceOf(EndpointDisabledException);
});

test('tells of that to the topics that its application may publish to', async () => {
  await fixture.close();
  const policy = (topic: string, app: string) =>
    resource('AWS::SNS::TopicPolicy', `${topic}-policy`, {
      PolicyDocument: {
        Statement: [
          { Effect: 'Deny', Principal: '*', Action: 'sns:Publish' },
          {
            Effect: 'Allow',
            Principal: { Service: 'sns.amazonaws.com' },
            Action: 'sns:Publish',
            Condition: { ArnLike: { 'aws:SourceArn': [app] } },
          },
        ],
      },
      Topics: [topicArn(topic)],
    });
  fixture = await openSns(
    [
      resource('AWS::SNS::Topic', topicArn('feedback')),
      resource('AWS::SNS::Topic', topicArn('other')),
      subscription('feedback', 'heard', { RawMessageDelivery: true }),
      subscription('other', 'unheard'),
      policy('feedback', application('GCM')),
      policy('other', application('APNS')),
    ],
    'heard',
    'unheard',
  );
  const arn = await create('disabled-2');
  const { MessageId } = await push(arn, { default: 'x' });
  await push(await create('fine'), { default: 'x' });
  await vi.waitFor(() => expect(fixture.queues.of('heard')).toHaveLength(1));
  expect(JSON.parse(fixture.queues.of('heard')[0]?.body ?? '')).toMatchObject({
    EventType: 'DeliveryFailure',
    EndpointArn: arn,
    FailureType: 'InvalidPlatformToken',
    MessageId,
  });
  expect(fixture.queues.of('unheard')).toEqual([]);
});

test('forgets a deleted endpoint', async () => {
  const EndpointArn = await create('token-1');
  const remove = () => fixture.client.send(new DeleteEndpointCommand({ EndpointArn }));
  await remove();
  await remove();
  await expect(attributesOf(EndpointArn)).rejects.toBeInstanceOf(NotFoundException);
  await expect(push(EndpointArn, { default: 'x' })).rejects.toThrow(
    'Invalid parameter: TargetArn Reason: No endpoint found for the target arn specified',
  );
});

test('lists the endpoints of an application page by page', async () => {
  for (let index = 0; index < 101; index += 1) await create(`token-${index}`);
  await create('other', 'APNS');
  const pages: number[] = [];
  const listing = paginateListEndpointsByPlatformApplication(
    { client: fixture.client },
    { PlatformApplicationArn: application('GCM') },
  );
  for await (const { Endpoints = [] } of listing) pages.push(Endpoints.length);
  expect(pages).toEqual([100, 1]);
});

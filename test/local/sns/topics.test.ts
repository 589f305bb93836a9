import {
  GetTopicAttributesCommand,
  InternalErrorException,
  InvalidParameterException,
  ListSubscriptionsByTopicCommand,
  ListTopicsCommand,
  NotFoundException,
  PublishBatchCommand,
  PublishCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readTopics } from '#local/sns/topics.ts';
import { openSns, queueArn, resource, subscription, topicArn } from './fixture.ts';

let fixture: Awaited<ReturnType<typeof openSns>>;

beforeEach(async () => {
  fixture = await openSns(
    [
      resource('AWS::SNS::Topic', topicArn('events'), { DisplayName: 'Events' }),
      subscription('events', 'wrapped'),
      subscription('events', 'raw', { RawMessageDelivery: true }),
      subscription('events', 'orders', {
        RawMessageDelivery: 'true',
        FilterPolicy: { category: ['orders'], total: [{ numeric: ['>=', 100] }] },
      }),
      subscription('events', 'bounces', {
        FilterPolicyScope: 'MessageBody',
        FilterPolicy: { mail: { tags: { lane: [{ prefix: 'express' }] } } },
      }),
      resource('AWS::SNS::Subscription', 'alarm', {
        TopicArn: topicArn('events'),
        Protocol: 'email',
        Endpoint: 'ops@example.com',
      }),
      resource('AWS::SNS::Topic', topicArn('orphan')),
      subscription('orphan', 'gone', {
        RedrivePolicy: { deadLetterTargetArn: queueArn('dlq') },
      }),
      subscription('orphan', 'gone-too'),
    ],
    'wrapped',
    'raw',
    'orders',
    'bounces',
    'dlq',
  );
});
afterEach(() => fixture.close());

const publish = (Message: string, change: object = {}) =>
  fixture.client.send(new PublishCommand({ TopicArn: topicArn('events'), Message, ...change }));
const string = (StringValue: string) => ({ DataType: 'String', StringValue });

test('delivers a message in its envelope before it answers', async () => {
  const { MessageId } = await publish('café & <b>"tea"</b>\n', {
    Subject: 'News',
    MessageAttributes: {
      lane: string('express'),
      bytes: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2, 255]) },
    },
  });
  const [entry] = fixture.queues.of('wrapped');
  expect(JSON.parse(entry?.body ?? '')).toMatchObject({
    Type: 'Notification',
    MessageId,
    TopicArn: topicArn('events'),
    Subject: 'News',
    Message: 'café & <b>"tea"</b>\n',
    Timestamp: '2026-11-02T09:00:00.000Z',
    MessageAttributes: {
      lane: { Type: 'String', Value: 'express' },
      bytes: { Type: 'Binary', Value: 'AQL/' },
    },
  });
});

test('delivers a raw message as it is, with its attributes and its group', async () => {
  await publish('plain', { MessageAttributes: { lane: string('a') }, MessageGroupId: 'tenant' });
  expect(fixture.queues.of('raw')).toEqual([
    { body: 'plain', messageAttributes: { lane: string('a') }, messageGroupId: 'tenant' },
  ]);
});

test('delivers what the attributes of a message let through', async () => {
  const number = (StringValue: string) => ({ DataType: 'Number', StringValue });
  const attributes = (category: string, total: string) => ({
    MessageAttributes: { category: string(category), total: number(total) },
  });
  await publish('small', attributes('orders', '99'));
  await publish('other', attributes('security', '100'));
  await publish('large', attributes('orders', '100'));
  await publish('none');
  expect(fixture.queues.of('orders').map(({ body }) => body)).toEqual(['large']);
});

test('delivers what the body of a message lets through', async () => {
  await publish('{"mail":{"tags":{"lane":["express-email"]}}}');
  await publish('{"mail":{"tags":{"lane":["standard-email"]}}}');
  await publish('no JSON');
  expect(fixture.queues.of('bounces')).toHaveLength(1);
});

test('takes from a JSON structure what is meant for queues', async () => {
  const structured = { MessageStructure: 'json' };
  await publish('{"default":"all","sqs":"queues"}', structured);
  await publish('{"default":"all"}', structured);
  expect(fixture.queues.of('raw').map(({ body }) => body)).toEqual(['queues', 'all']);
  await expect(publish('{"email":"x"}', structured)).rejects.toThrow(
    'Invalid parameter: Message Structure - No default entry in JSON message body',
  );
});

test('publishes a batch, and says of each entry what became of it', async () => {
  const { Successful, Failed } = await fixture.client.send(
    new PublishBatchCommand({
      TopicArn: topicArn('events'),
      PublishBatchRequestEntries: [
        { Id: 'one', Message: '1' },
        { Id: 'bad', Message: '2', Subject: 'two\nlines' },
        ...Array.from({ length: 8 }, (_, index) => ({ Id: `more-${index}`, Message: 'more' })),
      ],
    }),
  );
  expect(Successful?.map(({ Id }) => Id)).toEqual([
    'one',
    ...Array.from({ length: 8 }, (_, index) => `more-${index}`),
  ]);
  expect(Failed).toEqual([
    {
      Id: 'bad',
      Code: 'InvalidParameter',
      Message: 'Invalid parameter: Subject',
      SenderFault: true,
    },
  ]);
  expect(fixture.queues.of('raw')).toHaveLength(9);
});

test.each([
  ['TooManyEntriesInBatchRequestException', Array.from({ length: 11 }, (_, i) => [`${i}`, 'x'])],
  ['EmptyBatchRequestException', []],
  [
    'BatchEntryIdsNotDistinctException',
    [
      ['a', 'x'],
      ['a', 'y'],
    ],
  ],
  ['InvalidBatchEntryIdException', [['a b', 'x']]],
  [
    'BatchRequestTooLongException',
    [
      ['a', 'x'.repeat(200_000)],
      ['b', 'x'.repeat(70_000)],
    ],
  ],
])('refuses a batch as a whole with %s', async (name, entries) => {
  const batch = new PublishBatchCommand({
    TopicArn: topicArn('events'),
    PublishBatchRequestEntries: entries.map(([Id, Message]) => ({ Id, Message })),
  });
  await expect(fixture.client.send(batch)).rejects.toMatchObject({ name });
  expect(fixture.queues.of('raw')).toEqual([]);
});

test('takes 256 KiB, attributes counted, and refuses a byte more', async () => {
  await publish('x'.repeat(262_144));
  const larger = publish('x'.repeat(262_145));
  await expect(larger).rejects.toBeInstanceOf(InvalidParameterException);
  await expect(larger).rejects.toThrow('Invalid parameter: Message too long');
  const MessageAttributes = { lane: string('express') };
  const counted = 'lane'.length + 'String'.length + 'express'.length;
  await publish('x'.repeat(262_144 - counted), { MessageAttributes });
  await expect(publish('x'.repeat(262_145 - counted), { MessageAttributes })).rejects.toThrow(
    'Invalid parameter: Message too long',
  );
});

test('knows no topic that the app does not declare', async () => {
  const elsewhere = publish('x', { TopicArn: topicArn('elsewhere') });
  await expect(elsewhere).rejects.toBeInstanceOf(NotFoundException);
  await expect(elsewhere).rejects.toThrow('Topic does not exist');
});

test('fails when a queue does, so that the caller tries again', async () => {
  fixture.queues.beforeSend = async () => {
    throw new Error('The disk is full.');
  };
  await expect(publish('x')).rejects.toBeInstanceOf(InternalErrorException);
});

test('puts what was meant for a missing queue into the dead-letter queue, or says that it was lost', async () => {
  await publish('x', { TopicArn: topicArn('orphan') });
  expect(fixture.queues.of('dlq')).toHaveLength(1);
  expect(fixture.errors).toEqual([
    expect.objectContaining({ message: expect.stringContaining('gone-too, which does not exist') }),
  ]);
});

test('tells what it knows of a topic', async () => {
  const of = { TopicArn: topicArn('events') };
  const { Attributes } = await fixture.client.send(new GetTopicAttributesCommand(of));
  expect(Attributes).toMatchObject({ ...of, DisplayName: 'Events', SubscriptionsConfirmed: '5' });
  const { Subscriptions } = await fixture.client.send(new ListSubscriptionsByTopicCommand(of));
  expect(Subscriptions?.map(({ Protocol, Endpoint }) => `${Protocol} ${Endpoint}`)).toEqual([
    `sqs ${queueArn('wrapped')}`,
    `sqs ${queueArn('raw')}`,
    `sqs ${queueArn('orders')}`,
    `sqs ${queueArn('bounces')}`,
    'email ops@example.com',
  ]);
});

test('publishes for its neighbours', async () => {
  await fixture.sns.publish(topicArn('events'), '{}', {}, 'Subject');
  expect(JSON.parse(fixture.queues.of('wrapped')[0]?.body ?? '')).toMatchObject({
    Subject: 'Subject',
    Message: '{}',
  });
});

test('refuses an app that subscribes by what nobody thought of', () => {
  const subscribed = (properties: object) => () =>
    readTopics([
      resource('AWS::SNS::Topic', topicArn('t')),
      subscription('t', 'q', { ...properties }),
    ]);
  expect(subscribed({ Protocol: 'lambda' })).toThrow('delivers by lambda');
  expect(subscribed({ FilterPolicy: { ip: [{ cidr: '10.0.0.0/8' }] } })).toThrow('Invalid input');
});

test('subscribes a queue of the company, by its filter, until it is unsubscribed', async () => {
  const { Topics } = await fixture.client.send(new ListTopicsCommand({}));
  expect(Topics?.map(({ TopicArn }) => TopicArn)).toEqual([topicArn('events'), topicArn('orphan')]);
  const subscribe = new SubscribeCommand({
    TopicArn: topicArn('orphan'),
    Protocol: 'sqs',
    Endpoint: queueArn('orders'),
    Attributes: {
      RawMessageDelivery: 'true',
      FilterPolicy: JSON.stringify({ type: [{ 'anything-but': ['herald.delivery.queued'] }] }),
    },
  });
  const { SubscriptionArn } = await fixture.client.send(subscribe);
  expect((await fixture.client.send(subscribe)).SubscriptionArn).toBe(SubscriptionArn);
  const tell = (type: string) =>
    fixture.client.send(
      new PublishCommand({
        TopicArn: topicArn('orphan'),
        Message: type,
        MessageAttributes: { type: string(type) },
      }),
    );
  const bodies = () => fixture.queues.of('orders').map(({ body }) => body);
  await tell('herald.delivery.queued');
  await tell('herald.delivery.sent');
  expect(bodies()).toEqual(['herald.delivery.sent']);
  await fixture.client.send(new UnsubscribeCommand({ SubscriptionArn }));
  await tell('herald.delivery.failed');
  expect(bodies()).toEqual(['herald.delivery.sent']);
});

test.each([
  [{ Protocol: 'https', Endpoint: 'https://example.com' }, InvalidParameterException],
  [{ Attributes: { FilterPolicy: '{"type":[{"wildcard":"a*"}]}' } }, InvalidParameterException],
  [{ TopicArn: topicArn('none') }, NotFoundException],
])('refuses to subscribe %o', async (change, kind) => {
  const asked = { TopicArn: topicArn('events'), Protocol: 'sqs', Endpoint: queueArn('dlq') };
  await expect(
    fixture.client.send(new SubscribeCommand({ ...asked, ...change })),
  ).rejects.toBeInstanceOf(kind);
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ConflictException,
  PinpointSMSVoiceV2Client,
  ResourceNotFoundException,
  SendTextMessageCommand,
  type SendTextMessageCommandInput,
  ThrottlingException,
  ValidationException,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { createEndUserMessaging } from '#functions/channels/sms/end-user-messaging.ts';
import { createSendSms } from '#functions/channels/sms/send-sms.ts';
import type { Resource } from '#local/cloudformation/resolve-assembly.ts';
import { type Outbox, openOutbox } from '#local/outbox/outbox.ts';
import { type Sms, startSms } from '#local/sms/sms-server.ts';

const now = 1_800_000_000_000;
const topicArn = 'arn:aws:sns:us-east-1:1:feedback';
const arn = 'arn:aws:smsvoice:us-east-1:1:configurationset/herald';

const configurationSet = (change: object = {}): Resource => ({
  stack: 'Pipeline',
  logicalId: 'ConfigurationSet',
  type: 'AWS::SMSVOICE::ConfigurationSet',
  account: '1',
  region: 'us-east-1',
  ref: 'herald',
  attributes: { Arn: arn },
  properties: {
    EventDestinations: [
      {
        EventDestinationName: 'feedback',
        Enabled: true,
        MatchingEventTypes: ['TEXT_ALL'],
        SnsDestination: { TopicArn: topicArn },
        ...change,
      },
    ],
  },
});

let dataDir: string;
let outbox: Outbox;
let sms: Sms | undefined;
let published: { readonly topicArn: string; readonly event: unknown }[];

const start = async (resource = configurationSet()) => {
  sms = await startSms({
    clock: { now: () => now },
    sns: {
      publish: async (topic, message) => {
        published.push({ topicArn: topic, event: JSON.parse(message) });
      },
    },
    outbox,
    resources: [resource],
    port: 0,
  });
  return new PinpointSMSVoiceV2Client({
    endpoint: sms.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    maxAttempts: 1,
  });
};

const text = (change: Partial<SendTextMessageCommandInput> = {}) =>
  new SendTextMessageCommand({
    DestinationPhoneNumber: '+15550100001',
    MessageBody: 'On its way – to you.',
    MessageType: 'TRANSACTIONAL',
    ConfigurationSetName: 'herald',
    TimeToLive: 600,
    Context: { deliveryId: 'ntf_0000000000000000000000001-SMS-abcdefghij' },
    ...change,
  });

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'herald-sms-'));
  outbox = openOutbox(dataDir);
  published = [];
});
afterEach(async () => {
  await sms?.close();
  sms = undefined;
  outbox.close();
  rmSync(dataDir, { recursive: true });
});

test('keeps a message as its person would have it, with the ids of its delivery', async () => {
  const client = await start();
  const { MessageId } = await client.send(text({ OriginationIdentity: '+15550100000' }));
  expect(outbox.list('SMS')).toEqual([
    {
      id: MessageId,
      channel: 'SMS',
      to: '+15550100001',
      from: '+15550100000',
      text: 'On its way – to you.',
      sentAt: new Date(now).toISOString(),
      notificationId: 'ntf_0000000000000000000000001',
      deliveryId: 'ntf_0000000000000000000000001-SMS-abcdefghij',
      fate: 'DELIVERED',
    },
  ]);
});

describe('what becomes of a message', () => {
  test('is reported step by step, with the context that it was sent with', async () => {
    const client = await start();
    const { MessageId } = await client.send(text());
    await vi.waitFor(() => expect(published).toHaveLength(2));
    const common = {
      messageId: MessageId,
      destinationPhoneNumber: '+15550100001',
      context: { deliveryId: 'ntf_0000000000000000000000001-SMS-abcdefghij' },
      messageEncoding: 'Unicode',
      totalMessageParts: 1,
      messageRequestTimestamp: now,
    };
    expect(published).toMatchObject([
      { topicArn, event: { ...common, eventType: 'TEXT_QUEUED', isFinal: false } },
      {
        topicArn,
        event: {
          ...common,
          eventType: 'TEXT_DELIVERED',
          messageStatus: 'DELIVERED',
          isFinal: true,
        },
      },
    ]);
  });

  test.each([
    ['+15550100099', 'TEXT_UNREACHABLE', 'FAILED'],
    ['+15550101298', 'TEXT_BLOCKED', 'FAILED'],
    ['+14155550199', 'TEXT_DELIVERED', 'DELIVERED'],
  ])('to %s is %s', async (DestinationPhoneNumber, eventType, fate) => {
    const client = await start();
    await client.send(text({ DestinationPhoneNumber }));
    await vi.waitFor(() => expect(published).toHaveLength(2));
    expect(published[1]).toMatchObject({ event: { eventType, isFinal: true } });
    expect(outbox.list('SMS')).toMatchObject([{ fate }]);
  });

  test('is reported for a configuration set that is named by its ARN', async () => {
    const client = await start();
    await client.send(text({ ConfigurationSetName: arn }));
    await vi.waitFor(() => expect(published).toHaveLength(2));
  });

  test.each([
    ['only what it asks for', { MatchingEventTypes: ['TEXT_DELIVERED'] }, 1],
    ['nothing where it is off', { Enabled: false }, 0],
    ['nothing where no topic hears it', { SnsDestination: undefined }, 0],
  ])('is reported to a destination: %s', async (_, change, count) => {
    const client = await start(configurationSet(change));
    await client.send(text());
    await sms?.close();
    expect([...published, ...outbox.pendingReports('sms', 10)]).toHaveLength(count);
  });

  test('is reported by the next process where the first was killed', async () => {
    const client = await start();
    await client.send(text());
    await sms?.close();
    await start();
    await vi.waitFor(() => expect(published).toHaveLength(2));
    expect(outbox.pendingReports('sms', 10)).toEqual([]);
  });
});

describe('refuses', () => {
  test.each([
    ['an address that is no number', { DestinationPhoneNumber: '4155550100' }],
    ['an empty text', { MessageBody: '' }],
    ['a text that is too long', { MessageBody: 'a'.repeat(1_601) }],
    ['a time to live that is too short', { TimeToLive: 4 }],
    ['a time to live that is too long', { TimeToLive: 259_201 }],
  ] as const)('%s', async (_, change) => {
    const client = await start();
    const error = await client.send(text(change)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ValidationException);
    expect(error).toMatchObject({
      Reason: 'FIELD_VALIDATION_FAILED',
      Fields: [{ Name: Object.keys(change)[0] }],
    });
    expect(outbox.list('SMS')).toEqual([]);
  });

  test('a configuration set that is not there', async () => {
    const client = await start();
    const sending = client.send(text({ ConfigurationSetName: 'other' }));
    await expect(sending).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  test('a phone that has opted out', async () => {
    const client = await start();
    const error = await client
      .send(text({ DestinationPhoneNumber: '+15550100097' }))
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConflictException);
    expect(error).toMatchObject({ Reason: 'DESTINATION_PHONE_NUMBER_OPTED_OUT' });
  });

  test('what comes too fast', async () => {
    const client = await start();
    const sending = client.send(text({ DestinationPhoneNumber: '+15550100096' }));
    await expect(sending).rejects.toBeInstanceOf(ThrottlingException);
  });

  test('every other operation', async () => {
    await start();
    const answer = await fetch(sms?.url ?? '', {
      method: 'POST',
      headers: { 'x-amz-target': 'PinpointSMSVoiceV2.DescribePools' },
      body: '{}',
    });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('UNKNOWN_OPERATION');
  });
});

test('sends nothing on a dry run', async () => {
  const client = await start();
  expect((await client.send(text({ DryRun: true }))).MessageId).toMatch(/\S/);
  expect(outbox.list('SMS')).toEqual([]);
});

test.each([
  ['+15550100001', { kind: 'sent', provider: 'END_USER_MESSAGING' }],
  ['+15550100097', { kind: 'rejected', reason: 'PROVIDER_REJECTED' }],
  ['+15550100096', { kind: 'refused-for-now', reason: 'PROVIDER_THROTTLED' }],
])('tells the channel that sends to %s what became of it', async (address, outcome) => {
  const settings = { originationIdentity: undefined, configurationSet: 'herald' };
  const provider = createEndUserMessaging(await start(), settings);
  const send = createSendSms({ provider, isPromotional: () => true, now: () => now });
  const sending = {
    deliveryId: 'ntf_0000000000000000000000001-SMS-abcdefghij',
    notificationId: 'ntf_0000000000000000000000001',
    address,
    templateId: 'HOLIDAY_PROMOTION',
    category: 'promotions',
    expiresAt: now + 30 * 86_400_000,
    acceptedAt: now,
    content: { text: 'It’s on – for you.' },
  };
  expect(await send(sending)).toMatchObject(outcome);
});

describe('a text that somebody sends', () => {
  const sendText = (body: unknown) =>
    fetch(`${sms?.url}/inbound`, { method: 'POST', body: JSON.stringify(body) });

  test('goes where events go, with the message that it may answer', async () => {
    const client = await start();
    const { MessageId } = await client.send(text());
    await vi.waitFor(() => expect(published).toHaveLength(2));
    const answer = await sendText({ from: '+15550100001', text: 'Stop it' });
    const { inboundMessageId } = z
      .object({ inboundMessageId: z.string() })
      .parse(await answer.json());
    await vi.waitFor(() => expect(published).toHaveLength(3));
    expect(published[2]).toEqual({
      topicArn,
      event: {
        originationNumber: '+15550100001',
        destinationNumber: '+15550100000',
        messageKeyword: 'STOP',
        messageBody: 'Stop it',
        inboundMessageId,
        previousPublishedMessageId: MessageId,
      },
    });
  });

  test('is refused without a number', async () => {
    await start();
    expect((await sendText({ from: 'me', text: 'hello' })).status).toBe(400);
  });
});

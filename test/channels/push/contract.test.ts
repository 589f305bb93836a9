import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Device } from '#core/recipient.ts';
import { push } from '#functions/channels/push/channel.ts';
import { createFindDevice } from '#functions/channels/push/find-device.ts';
import { createPublishPush, createPushClient } from '#functions/channels/push/publish-push.ts';
import { createSendPush } from '#functions/channels/push/send-push.ts';
import { createProfiles } from '#platform/profiles.ts';
import { addressKey, userKey } from '#platform/recipients-table.ts';
import { tableKeys } from '#platform/table-keys.ts';
import { type ChannelHarness, describeChannelContract } from '../channel-contract.ts';
import { startFakeProvider } from '../fake-provider.ts';
import { snsError, snsPublished } from '../sns-answers.ts';
import { fakeAws, type TablesInMemory } from '../tables-in-memory.ts';

const userId = 'demo-ada';
const malformed: Device = {
  deviceId: 'malformed',
  platform: 'FCM',
  token: 'a-token-of-an-endpoint-that-is-none',
  endpointArn: 'nonsense',
};

/** The contract for one platform: the devices in a real table, SNS behind a door that does as it is told. */
const harnessOf = (device: Device): ChannelHarness => {
  const table = `recipients-${device.platform}`;
  let filled: TablesInMemory | undefined;
  return {
    channel: push,
    variant: device.platform,
    provider: 'SNS',
    address: device.token,
    content: {
      title: 'A title told to nobody',
      body: 'Words for her eyes',
      link: 'herald://orders/4711',
    },
    malformedAddress: malformed.token,
    oversizedContent: { title: 'Long', body: 'ü'.repeat(2_048) },
    start: async (tables) => {
      if (filled !== tables) await fill(tables, table, [device, malformed]);
      filled = tables;
      return startFakeProvider({
        accept: ({ body }) => {
          const target = new URLSearchParams(body).get('TargetArn');
          if (target !== device.endpointArn) {
            const text = 'Invalid parameter: TargetArn Reason: An ARN must have 6 elements';
            return { answer: snsError(400, 'InvalidParameter', text) };
          }
          const messageId = crypto.randomUUID();
          return { answer: snsPublished(messageId), messageId };
        },
        reject: ({ body }) => snsError(400, 'InvalidParameter', `Invalid parameter: ${body}`),
        throttle: () => snsError(429, 'Throttled', 'Rate exceeded'),
      });
    },
    createSend: ({ url, timeoutMs, now }) => {
      if (filled === undefined) throw new Error('the harness was not started');
      const client = createPushClient({ ...fakeAws, endpoint: url });
      return createSendPush(
        {
          findDevice: createFindDevice(createProfiles(filled.dynamo, table)),
          publish: createPublishPush(client),
          forget: async () => {},
          now,
        },
        timeoutMs,
      );
    },
  };
};

async function fill(tables: TablesInMemory, table: string, devices: readonly Device[]) {
  await tables.createTable(table, tableKeys.recipients);
  const put = (Item: Readonly<Record<string, unknown>>) =>
    tables.dynamo.send(new PutCommand({ TableName: table, Item }));
  await put({ ...userKey(userId), userId, devices, createdAt: '', updatedAt: '' });
  for (const { token } of devices) await put({ ...addressKey(token), owner: userId });
}

const endpoint = (name: string) => `arn:aws:sns:us-east-1:123456789012:endpoint/${name}/an-id`;

describeChannelContract(
  harnessOf({
    deviceId: 'phone',
    platform: 'FCM',
    token: 'fcm-token:APA91bEyes_only',
    endpointArn: endpoint('GCM/herald-fcm'),
  }),
);
describeChannelContract(
  harnessOf({
    deviceId: 'tablet',
    platform: 'APNS',
    token: 'a1b2c3d4e5f60718293a4b5c6d7e8f90',
    endpointArn: endpoint('APNS/herald-apns'),
  }),
);

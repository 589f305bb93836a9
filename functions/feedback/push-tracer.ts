import type { SNSClient } from '@aws-sdk/client-sns';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { hashAddress } from '#core/address.ts';
import { recipientKey } from '#core/recipient.ts';
import { forgetDevice } from '#functions/channels/push/forget-device.ts';
import { createPlatformEndpoints } from '#functions/channels/push/platform-endpoints.ts';
import { createPutDevices } from '#platform/devices-table.ts';
import { createFormerOwners } from '#platform/former-owners.ts';
import { createProfiles } from '#platform/profiles.ts';
import { createReadNotificationsOf } from '#platform/recipient-index.ts';
import { addressKey } from '#platform/recipients-table.ts';
import type { Runtime } from '#platform/runtime.ts';
import type { RecordFeedbackDeps } from './record-feedback.ts';
import { createTracePush } from './trace-push.ts';

interface PushTracerOptions {
  readonly dynamo: DynamoDBDocumentClient;
  readonly sns: SNSClient;
  readonly notificationsTable: string;
  readonly recipientsTable: string;
  readonly runtime: Runtime;
}

/** One Query and one BatchGetItem; who was told more since the push went out is not found. */
const newest = 50;

/** Traces pushes that failed to their deliveries, and forgets their devices, by the tables and SNS. */
export const createPushTracer = ({
  dynamo,
  sns,
  notificationsTable,
  recipientsTable,
  runtime,
}: PushTracerOptions): Pick<RecordFeedbackDeps, 'tracePush' | 'forgetDevice'> => {
  const profiles = createProfiles(dynamo, recipientsTable);
  const endpoints = createPlatformEndpoints(sns);
  const putDevices = createPutDevices(dynamo, recipientsTable);
  const formerOwners = createFormerOwners(dynamo, recipientsTable, runtime.now);
  const read = createReadNotificationsOf(dynamo, notificationsTable, runtime);
  return {
    tracePush: createTracePush({
      findEndpoint: endpoints.find,
      ownerOf: async (token) => {
        const owner = (await profiles.claimItem(addressKey(token).pk))?.owner;
        return owner === undefined ? undefined : profiles.get(owner);
      },
      formerOwnerOf: async (endpointArn) => {
        const userId = await formerOwners.find(endpointArn);
        return userId === undefined ? undefined : profiles.get(userId);
      },
      newestOf: async (profile, to) => {
        const key = recipientKey({ kind: 'user', profile }, hashAddress);
        return (await read(key, { from: 0, to }, newest)).records;
      },
    }),
    forgetDevice: ({ userId, device }) =>
      forgetDevice(userId, device, { profiles, putDevices, endpoints, formerOwners }),
  };
};

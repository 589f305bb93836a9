import { deliveryWorker } from '#functions/delivery/worker.ts';
import { createPutDevices } from '#platform/devices-table.ts';
import { createFormerOwners } from '#platform/former-owners.ts';
import { createProfiles } from '#platform/profiles.ts';
import { push } from './channel.ts';
import { PushEnv } from './env.ts';
import { createFindDevice } from './find-device.ts';
import { forgetDevice } from './forget-device.ts';
import { createEndpointClient, createPlatformEndpoints } from './platform-endpoints.ts';
import { createPublishPush, createPushClient } from './publish-push.ts';
import { createSendPush } from './send-push.ts';

/** The push lanes' worker. */
export const pushWorker = deliveryWorker({
  channel: push,
  env: PushEnv,
  clients: () => ({ pushSns: createPushClient(), endpointSns: createEndpointClient() }),
  createProviders: (env, { dynamo, pushSns, endpointSns }, { now }) => {
    const profiles = createProfiles(dynamo, env.RECIPIENTS_TABLE);
    const putDevices = createPutDevices(dynamo, env.RECIPIENTS_TABLE);
    const endpoints = createPlatformEndpoints(endpointSns);
    const formerOwners = createFormerOwners(dynamo, env.RECIPIENTS_TABLE, now);
    const send = createSendPush({
      findDevice: createFindDevice(profiles),
      publish: createPublishPush(pushSns),
      forget: (userId, device) =>
        forgetDevice(userId, device, { profiles, putDevices, endpoints, formerOwners }),
      now,
    });
    // SNS never names a delivery again.
    return [{ name: 'SNS', send, feedbackWithinSeconds: 0, isShared: true }];
  },
});

import { deliveryWorker } from '#functions/delivery/worker.ts';
import { createPutDevices } from '#platform/devices-table.ts';
import { createProfiles } from '#platform/profiles.ts';
import { PushEnv } from './env.ts';
import { createFindDevice } from './find-device.ts';
import { forgetDevice } from './forget-device.ts';
import { createEndpointClient, createPlatformEndpoints } from './platform-endpoints.ts';
import { createPublishPush, createPushClient } from './publish-push.ts';
import { createSendPush } from './send-push.ts';

/** The push lanes' worker. */
export const pushWorker = deliveryWorker({
  env: PushEnv,
  clients: () => ({ pushSns: createPushClient(), endpointSns: createEndpointClient() }),
  createSend: (env, { dynamo, pushSns, endpointSns }, { now }) => {
    const profiles = createProfiles(dynamo, env.RECIPIENTS_TABLE);
    const putDevices = createPutDevices(dynamo, env.RECIPIENTS_TABLE);
    const endpoints = createPlatformEndpoints(endpointSns);
    return createSendPush({
      findDevice: createFindDevice(profiles),
      publish: createPublishPush(pushSns),
      forget: (userId, device) => forgetDevice(userId, device, { profiles, putDevices, endpoints }),
      now,
    });
  },
});

import * as z from 'zod';
import { DeviceToken } from '#core/address.ts';
import { ProblemError } from '#core/problem.ts';
import { Device, DevicePlatform, UserId } from '#core/recipient.ts';
import { type ForgetDeviceDeps, forgetDevice } from '#functions/channels/push/forget-device.ts';
import { findUser } from '#functions/users/profiles/find-user.ts';
import { type Route, route } from '#platform/route.ts';
import { type PutDeviceDeps, putDevice } from './put-device.ts';

export type DeviceRoutesDeps = PutDeviceDeps & Pick<ForgetDeviceDeps, 'formerOwners'>;

/** A device's id is the app's own, and stays the same when the token changes. */
const DeviceId = z
  .string()
  .regex(/^[\w.:-]{1,128}$/, 'must be 1 to 128 letters, digits or . _ : -')
  .meta({
    id: 'DeviceId',
    description: "The app's own id of a device or an installation.",
    examples: ['demo-phone'],
  });

const Params = z.object({ userId: UserId });
type Params = z.infer<typeof Params>;

const DeviceParams = Params.extend({ deviceId: DeviceId });
type DeviceParams = z.infer<typeof DeviceParams>;

/** What an app tells of the device that it runs on. */
const DeviceRequest = z
  .strictObject({ platform: DevicePlatform, token: DeviceToken })
  .meta({ id: 'DeviceRequest', description: 'A device, by the token that its platform gave it.' });
type DeviceRequest = z.infer<typeof DeviceRequest>;

/** A device as it is read back. */
const DeviceView = Device.omit({ endpointArn: true }).meta({
  id: 'Device',
  description: 'A device that push reaches.',
  examples: [{ deviceId: 'demo-phone', platform: 'FCM', token: 'demo-phone-token-of-fcm:APA91bH' }],
});

const DeviceList = z
  .object({ items: z.array(DeviceView) })
  .meta({ id: 'DeviceList', description: 'All devices of a user; there are 20 at most.' });

const path = '/users/{userId}/devices/{deviceId}';

/** The devices of a person, for push. */
export const deviceRoutes: readonly Route<DeviceRoutesDeps>[] = [
  route<DeviceRoutesDeps, Params>({
    method: 'GET',
    path: '/users/{userId}/devices',
    operationId: 'listDevices',
    summary: "A user's devices",
    params: Params,
    answers: { 200: { description: 'All of them.', schema: DeviceList } },
    problems: ['INVALID_REQUEST', 'NOT_FOUND'],
    handle: async ({ params: { userId } }, { profiles }) => {
      return { status: 200, body: DeviceList.parse({ items: await devicesOf(userId, profiles) }) };
    },
  }),
  route<DeviceRoutesDeps, DeviceParams, unknown, DeviceRequest>({
    method: 'PUT',
    path,
    operationId: 'putDevice',
    summary: 'Register a device, or its new token; a token belongs to who registered it last',
    params: DeviceParams,
    body: DeviceRequest,
    bodyExample: { platform: 'FCM', token: 'demo-phone-token-of-fcm:APA91bH' },
    answers: {
      200: { description: 'Registered again.', schema: DeviceView },
      201: { description: 'Registered.', schema: DeviceView },
    },
    problems: ['INVALID_REQUEST', 'NOT_FOUND', 'TOO_MANY_DEVICES', 'UNAVAILABLE'],
    handle: async ({ params: { userId, deviceId }, body }, deps) => {
      const { device, isNew } = await putDevice(userId, { deviceId, ...body }, deps);
      return { status: isNew ? 201 : 200, body: DeviceView.parse(device) };
    },
  }),
  route<DeviceRoutesDeps, DeviceParams>({
    method: 'GET',
    path,
    operationId: 'getDevice',
    summary: 'Read a device',
    params: DeviceParams,
    answers: { 200: { description: 'The device.', schema: DeviceView } },
    problems: ['INVALID_REQUEST', 'NOT_FOUND'],
    handle: async ({ params: { userId, deviceId } }, { profiles }) => {
      const devices = await devicesOf(userId, profiles);
      const device = devices.find((one) => one.deviceId === deviceId);
      if (device === undefined) {
        throw new ProblemError('NOT_FOUND', `${userId} has no device ${deviceId}.`);
      }
      return { status: 200, body: DeviceView.parse(device) };
    },
  }),
  route<DeviceRoutesDeps, DeviceParams>({
    method: 'DELETE',
    path,
    operationId: 'deleteDevice',
    summary: 'Forget a device',
    params: DeviceParams,
    answers: { 204: { description: 'Forgotten, or never known.' } },
    problems: ['INVALID_REQUEST', 'UNAVAILABLE'],
    handle: async ({ params: { userId, deviceId } }, deps) => {
      const profile = await deps.profiles.get(userId);
      const device = profile?.devices.find((one) => one.deviceId === deviceId);
      if (device !== undefined) await forgetDevice(userId, device, deps);
      return { status: 204 };
    },
  }),
];

async function devicesOf(userId: string, profiles: PutDeviceDeps['profiles']) {
  return (await findUser(userId, profiles)).devices;
}

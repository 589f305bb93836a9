import * as z from 'zod';
import { Profile, UserId } from '#core/recipient.ts';
import type { ReleaseDeviceDeps } from '#functions/channels/push/forget-device.ts';
import { releaseDevices } from '#functions/users/devices/release-devices.ts';
import { type Route, route } from '#platform/route.ts';
import { findUser } from './find-user.ts';
import { deleteUser, type PutUserDeps, putUser } from './put-user.ts';
import { toProfileFields, UserRequest } from './user-request.ts';

export interface UserRoutesDeps extends PutUserDeps {
  readonly endpoints: ReleaseDeviceDeps['endpoints'];
  /** Whether a webhookUrl may lead to this machine. */
  readonly allowLoopbackWebhooks: boolean;
}

const Params = z.object({ userId: UserId });
type Params = z.infer<typeof Params>;

/** A user as it is read back. */
const UserView = Profile.omit({
  suppressions: true,
  suppressionsVersion: true,
  linksRevokedBefore: true,
  quietHours: true,
  quietHoursSaid: true,
  channelOrder: true,
  devices: true,
  devicesVersion: true,
  preferences: true,
  preferencesVersion: true,
  preferencesReplacedAt: true,
  webhookSecret: true,
}).meta({ id: 'User', description: 'A user.' });

/** Users, as the company knows them. */
export const userRoutes: readonly Route<UserRoutesDeps>[] = [
  route<UserRoutesDeps, Params, unknown, UserRequest>({
    method: 'PUT',
    path: '/users/{userId}',
    operationId: 'putUser',
    summary: 'Make or replace a user',
    params: Params,
    body: UserRequest,
    bodyExample: {
      username: 'ada',
      email: 'ada@example.com',
      phoneNumber: '+14155550100',
      webhookUrl: 'https://hooks.example.com/herald',
      locale: 'en-GB',
      timeZone: 'Europe/London',
    },
    answers: {
      200: { description: 'Replaced.', schema: UserView },
      201: { description: 'Made.', schema: UserView },
    },
    problems: ['INVALID_REQUEST', 'ADDRESS_TAKEN', 'USERNAME_TAKEN', 'UNAVAILABLE'],
    handle: async ({ params: { userId }, body }, deps) => {
      const fields = toProfileFields(body, deps.allowLoopbackWebhooks);
      const { profile, isNew } = await putUser(userId, fields, deps);
      return { status: isNew ? 201 : 200, body: UserView.parse(profile) };
    },
  }),
  route<UserRoutesDeps, Params>({
    method: 'GET',
    path: '/users/{userId}',
    operationId: 'getUser',
    summary: 'Read a user',
    params: Params,
    answers: { 200: { description: 'The user.', schema: UserView } },
    problems: ['INVALID_REQUEST', 'NOT_FOUND'],
    handle: async ({ params: { userId } }, deps) => {
      return { status: 200, body: UserView.parse(await findUser(userId, deps.profiles)) };
    },
  }),
  route<UserRoutesDeps, Params>({
    method: 'DELETE',
    path: '/users/{userId}',
    operationId: 'deleteUser',
    summary: 'Forget a user',
    params: Params,
    answers: { 204: { description: 'Forgotten, or never known.' } },
    problems: ['INVALID_REQUEST'],
    handle: async ({ params: { userId } }, deps) => {
      // Before the profile, which alone says what there is to remove.
      await releaseDevices(userId, deps);
      await deleteUser(userId, deps);
      return { status: 204 };
    },
  }),
];

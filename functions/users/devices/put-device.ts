import { ProblemError } from '#core/problem.ts';
import type { Device, DevicePlatform } from '#core/recipient.ts';
import { type ChangeDevicesDeps, changeDevices } from '#functions/channels/push/change-devices.ts';
import type { PushApplications } from '#functions/channels/push/env.ts';
import { dropDevice, releaseDevice } from '#functions/channels/push/forget-device.ts';
import type { PlatformEndpoints } from '#functions/channels/push/platform-endpoints.ts';
import { findUser, noSuchUser } from '#functions/users/profiles/find-user.ts';
import { invalid } from '#platform/invalid.ts';
import type { Profiles } from '#platform/profiles.ts';
import { addressKey } from '#platform/recipients-table.ts';

export interface PutDeviceDeps extends ChangeDevicesDeps {
  readonly profiles: Profiles;
  readonly endpoints: PlatformEndpoints;
  readonly pushApplications: PushApplications;
  readonly now: () => number;
}

/** A device as its app announces it. */
type DeviceFields = Omit<Device, 'endpointArn'>;

const maxDevices = 20;

/**
 * Registers a device, or its new token: endpoint, claim on the token, profile. A token belongs to who
 * registered it last. Nobody is pushed to before the profile shows it, and whatever a crash leaves
 * behind, the same PUT finds again.
 */
export const putDevice = async (
  userId: string,
  fields: DeviceFields,
  deps: PutDeviceDeps,
): Promise<{ readonly device: Device; readonly isNew: boolean }> => {
  const before = await findUser(userId, deps.profiles);
  checkRoom(others(before.devices, fields));
  const device = { ...fields, endpointArn: await registerEndpoint(fields, deps) };
  await claimToken(userId, device, deps);
  try {
    const profile = await changeDevices(
      userId,
      async ({ devices }) => {
        const kept = others(devices, device);
        checkRoom(kept);
        const same = devices.find((one) => isEqual(one, device));
        const replaced = devices.filter((one) => one !== same && !kept.includes(one));
        for (const one of replaced) await releaseReplaced(userId, one, device, deps);
        return same !== undefined && replaced.length === 0 ? devices : [...kept, device];
      },
      deps,
    );
    if (profile === undefined) throw noSuchUser(userId);
  } catch (error) {
    // Nothing is kept of what is refused; what is merely not available is tried again.
    if (error instanceof ProblemError && error.code !== 'UNAVAILABLE') {
      await releaseDevice(userId, device, deps);
    }
    throw error;
  }
  const isNew = !before.devices.some(({ deviceId }) => deviceId === fields.deviceId);
  return { device, isNew };
};

/** The devices that stand beside this one: what has its id or its token gives way to it. */
function others(devices: readonly Device[], { deviceId, token }: DeviceFields): readonly Device[] {
  return devices.filter((one) => one.deviceId !== deviceId && !isSameToken(one.token, token));
}

function checkRoom(others: readonly Device[]): void {
  if (others.length < maxDevices) return;
  const detail = `A user has at most ${maxDevices} devices. Delete one that is no longer used.`;
  throw new ProblemError('TOO_MANY_DEVICES', detail);
}

async function registerEndpoint(
  { platform, token }: DeviceFields,
  { endpoints, pushApplications }: PutDeviceDeps,
): Promise<string> {
  const applicationArn = pushApplications[platform];
  if (applicationArn === undefined) throw notSetUp(platform);
  const registered = await endpoints.register(applicationArn, token);
  if (registered.kind === 'registered') return registered.endpointArn;
  if (registered.kind === 'bad-token') {
    const detail = `No device has such a token by ${platform}.`;
    throw invalid([{ pointer: '/token', code: 'INVALID_VALUE', detail }]);
  }
  const detail =
    `Amazon SNS does not let Herald use the platform application of push.${platform} ` +
    'in lib/stages.ts. See that it exists in this account and region.';
  throw new ProblemError('UNAVAILABLE', detail);
}

function notSetUp(platform: DevicePlatform): ProblemError {
  const detail =
    `This stage does not push by ${platform}: its push.${platform} in lib/stages.ts ` +
    'names no platform application of Amazon SNS.';
  return invalid([{ pointer: '/platform', code: 'NOT_SET_UP', detail }]);
}

/** Makes the user the owner of the token; out of the former owner's profile first, so that it is never in two. */
async function claimToken(userId: string, device: Device, deps: PutDeviceDeps): Promise<void> {
  const { profiles, endpoints, now } = deps;
  const { pk } = addressKey(device.token);
  const owner = (await profiles.claimItem(pk))?.owner ?? userId;
  if (owner !== userId) {
    const former = await profiles.get(owner);
    for (const one of former?.devices ?? []) {
      if (!isSameToken(one.token, device.token)) continue;
      if (one.endpointArn !== device.endpointArn) await endpoints.remove(one.endpointArn);
      await dropDevice(owner, one, deps);
    }
  }
  if (await profiles.claim(pk, userId, now(), owner)) return;
  const detail = 'Somebody else registered this token at the same moment. Try again.';
  throw new ProblemError('UNAVAILABLE', detail);
}

/** What the device was before: its own endpoint, and its token where that is another. */
async function releaseReplaced(
  userId: string,
  replaced: Device,
  device: Device,
  deps: PutDeviceDeps,
): Promise<void> {
  if (!isSameToken(replaced.token, device.token)) await releaseDevice(userId, replaced, deps);
  else if (replaced.endpointArn !== device.endpointArn) {
    await deps.endpoints.remove(replaced.endpointArn);
  }
}

/** Tokens are claimed under their hash, by which they are compared. */
function isSameToken(token: string, other: string): boolean {
  return addressKey(token).pk === addressKey(other).pk;
}

function isEqual(one: Device, other: Device): boolean {
  return (
    one.deviceId === other.deviceId &&
    one.platform === other.platform &&
    one.token === other.token &&
    one.endpointArn === other.endpointArn
  );
}

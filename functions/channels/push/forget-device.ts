import type { Device } from '#core/recipient.ts';
import type { FormerOwners } from '#platform/former-owners.ts';
import type { Profiles } from '#platform/profiles.ts';
import { addressKey } from '#platform/recipients-table.ts';
import { type ChangeDevicesDeps, changeDevices } from './change-devices.ts';
import type { PlatformEndpoints } from './platform-endpoints.ts';

export interface ReleaseDeviceDeps {
  readonly profiles: Pick<Profiles, 'claimItem' | 'release'>;
  readonly endpoints: Pick<PlatformEndpoints, 'remove'>;
}

export type ForgetDeviceDeps = ChangeDevicesDeps &
  ReleaseDeviceDeps & { readonly formerOwners: Pick<FormerOwners, 'keep'> };

/**
 * Forgets a device of a user, but for a note of whose it was: its endpoint, its claim on the token, then its place
 * in the profile. Killed in between, the profile still shows it, and a repeat does the rest.
 */
export const forgetDevice = async (
  userId: string,
  device: Device,
  deps: ForgetDeviceDeps,
): Promise<void> => {
  await deps.formerOwners.keep(device.endpointArn, userId);
  await releaseDevice(userId, device, deps);
  await dropDevice(userId, device, deps);
};

/**
 * Removes a device's endpoint, then frees its token; where somebody else has registered the token since,
 * both are theirs.
 */
export const releaseDevice = async (
  userId: string,
  { token, endpointArn }: Device,
  { profiles, endpoints }: ReleaseDeviceDeps,
): Promise<void> => {
  const { pk } = addressKey(token);
  if ((await profiles.claimItem(pk))?.owner !== userId) return;
  await endpoints.remove(endpointArn);
  await profiles.release(pk, userId);
};

/** Takes a device out of a profile, if it still is what was seen of it. */
export const dropDevice = async (
  userId: string,
  { deviceId, token }: Device,
  deps: ChangeDevicesDeps,
): Promise<void> => {
  await changeDevices(
    userId,
    async ({ devices }) =>
      devices.filter((one) => one.deviceId !== deviceId || one.token !== token),
    deps,
  );
};

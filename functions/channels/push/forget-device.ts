import type { Device } from '#core/recipient.ts';
import type { Profiles } from '#platform/profiles.ts';
import { addressKey } from '#platform/recipients-table.ts';
import { type ChangeDevicesDeps, changeDevices } from './change-devices.ts';
import type { PlatformEndpoints } from './platform-endpoints.ts';

export interface ReleaseDeviceDeps {
  readonly profiles: Pick<Profiles, 'claimItem' | 'release'>;
  readonly endpoints: Pick<PlatformEndpoints, 'remove'>;
}

export type ForgetDeviceDeps = ChangeDevicesDeps & ReleaseDeviceDeps;

/**
 * Forgets a device of a user: its endpoint, its claim on the token, then its place in the profile.
 * Killed in between, the profile still shows it, and a repeat does the rest.
 */
export const forgetDevice = async (
  userId: string,
  device: Device,
  deps: ForgetDeviceDeps,
  keptEndpointArn?: string,
): Promise<void> => {
  await releaseDevice(userId, device, deps, keptEndpointArn);
  await changeDevices(
    userId,
    async ({ devices }) => devices.filter((one) => !isSame(one, device)),
    deps,
  );
};

/**
 * Removes a device's endpoint and frees its token; where somebody else has registered the token since,
 * both are theirs.
 */
export const releaseDevice = async (
  userId: string,
  { token, endpointArn }: Device,
  { profiles, endpoints }: ReleaseDeviceDeps,
  keptEndpointArn?: string,
): Promise<void> => {
  const { pk } = addressKey(token);
  if ((await profiles.claimItem(pk))?.owner !== userId) return;
  if (endpointArn !== keptEndpointArn) await endpoints.remove(endpointArn);
  await profiles.release(pk, userId);
};

function isSame(one: Device, other: Device): boolean {
  return one.deviceId === other.deviceId && one.token === other.token;
}

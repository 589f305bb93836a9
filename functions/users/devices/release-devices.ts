import { type ReleaseDeviceDeps, releaseDevice } from '#functions/channels/push/forget-device.ts';
import { concurrently } from '#platform/concurrently.ts';
import type { Profiles } from '#platform/profiles.ts';

interface ReleaseDevicesDeps extends ReleaseDeviceDeps {
  readonly profiles: Pick<Profiles, 'get' | 'claimItem' | 'release'>;
}

/** Removes the endpoints of all devices of a user who is about to be forgotten, and frees their tokens. */
export const releaseDevices = async (userId: string, deps: ReleaseDevicesDeps): Promise<void> => {
  const profile = await deps.profiles.get(userId);
  await concurrently(profile?.devices ?? [], (device) => releaseDevice(userId, device, deps));
};

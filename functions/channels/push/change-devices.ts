import { ProblemError } from '#core/problem.ts';
import type { Device, Profile } from '#core/recipient.ts';
import type { PutDevices } from '#platform/devices-table.ts';
import type { Profiles } from '#platform/profiles.ts';

export interface ChangeDevicesDeps {
  readonly profiles: Pick<Profiles, 'get'>;
  readonly putDevices: PutDevices;
}

const tries = 5;

/**
 * Changes a user's devices by what `change` makes of them as they stand; it is asked again where somebody
 * else was faster, and must bear that. Undefined for a user who is not there.
 */
export const changeDevices = async (
  userId: string,
  change: (profile: Profile) => Promise<readonly Device[]>,
  { profiles, putDevices }: ChangeDevicesDeps,
): Promise<Profile | undefined> => {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const seen = await profiles.get(userId);
    if (seen === undefined) return undefined;
    const changed = await change(seen);
    if (isSame(changed, seen.devices)) return seen;
    const written = await putDevices(seen, changed);
    if (written !== undefined) return written;
  }
  const detail = 'Others changed the devices of this user at the same moment. Try again.';
  throw new ProblemError('UNAVAILABLE', detail);
};

function isSame(devices: readonly Device[], others: readonly Device[]): boolean {
  return (
    devices.length === others.length && devices.every((device, index) => device === others[index])
  );
}

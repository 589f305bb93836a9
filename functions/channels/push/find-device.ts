import type { Device } from '#core/recipient.ts';
import type { Profiles } from '#platform/profiles.ts';
import { addressKey } from '#platform/recipients-table.ts';

/** A device that a profile shows. */
export interface FoundDevice {
  readonly device: Device;
  /** False where the token has been freed or taken over: what is left in the profile is a trace of that. */
  readonly isOwned: boolean;
}

/** Finds the device of a user by its token; undefined where the profile shows none. */
export type FindDevice = (userId: string, token: string) => Promise<FoundDevice | undefined>;

/**
 * Reads the profile, which names the endpoint, and the token's own item, which says who owns it: a phone
 * that changed hands while a message waited gets nothing of its former user's.
 */
export const createFindDevice =
  (profiles: Pick<Profiles, 'get' | 'claimItem'>): FindDevice =>
  async (userId, token) => {
    const [profile, claim] = await Promise.all([
      profiles.get(userId),
      profiles.claimItem(addressKey(token).pk),
    ]);
    const device = profile?.devices.find((one) => one.token === token);
    return device === undefined ? undefined : { device, isOwned: claim?.owner === userId };
  };

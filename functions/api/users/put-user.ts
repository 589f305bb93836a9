import { hashAddress } from '#core/address.ts';
import { ProblemError } from '#core/problem.ts';
import type { Profile } from '#core/recipient.ts';
import type { ProfileFields, Profiles } from '#platform/profiles.ts';
import { holdsAddress } from '#platform/recipients-table.ts';

export interface PutUserDeps {
  readonly profiles: Profiles;
  readonly now: () => number;
}

/** A claim that no profile shows for this long is the trace of a crash, not of a request under way. */
const staleClaimMs = 60_000;

/**
 * Writes a profile: claim its addresses, write it, free the addresses that it no longer has. A crash in
 * between leaves a claim that no profile shows: it counts for nobody, and the same PUT mends it.
 */
export const putUser = async (
  userId: string,
  fields: ProfileFields,
  deps: PutUserDeps,
): Promise<{ readonly profile: Profile; readonly isNew: boolean }> => {
  const { profiles, now } = deps;
  const before = await profiles.get(userId);
  const wanted = { email: fields.email, phoneNumber: fields.phoneNumber };
  const claimed: string[] = [];
  try {
    for (const [field, address] of Object.entries(wanted)) {
      if (address === undefined) continue;
      if (!(await claim(address, userId, deps))) throw addressTaken(field);
      if (before === undefined || !holdsAddress(before, address)) claimed.push(address);
    }
    const profile = await profiles.put(userId, fields, before, new Date(now()).toISOString());
    if (profile === undefined) {
      throw new ProblemError(
        'UNAVAILABLE',
        'Somebody else wrote this user at the same moment. Try again.',
      );
    }
    const gone = [before?.email, before?.phoneNumber].filter((address) => address !== undefined);
    await Promise.all(
      gone
        .filter((address) => !holdsAddress(profile, address))
        .map((address) => profiles.releaseAddress(address, userId)),
    );
    return { profile, isNew: before === undefined };
  } catch (error) {
    // Nothing stored on a refusal; what a crash leaves instead, `claim` sees through.
    if (error instanceof ProblemError) {
      await Promise.all(claimed.map((address) => profiles.releaseAddress(address, userId)));
    }
    throw error;
  }
};

async function claim(
  address: string,
  userId: string,
  { profiles, now }: PutUserDeps,
): Promise<boolean> {
  if (await profiles.claimAddress(address, userId, now())) return true;
  const item = await profiles.addressItem(address);
  if (item?.owner === undefined || now() - (item.claimedAt ?? 0) < staleClaimMs) return false;
  const owner = await profiles.get(item.owner);
  const isHeld = owner !== undefined && holdsAddress(owner, address);
  return !isHeld && profiles.claimAddress(address, userId, now(), item.owner);
}

function addressTaken(field: string): ProblemError {
  const detail = `This ${field} belongs to another user. Take it from them first, or merge the two.`;
  const code = 'ADDRESS_TAKEN';
  return new ProblemError(code, detail, { errors: [{ pointer: `/${field}`, code, detail }] });
}

/** Deletes a profile and frees its addresses; a user who is gone already is no error. */
export const deleteUser = async (userId: string, { profiles }: PutUserDeps): Promise<void> => {
  const profile = await profiles.get(userId);
  if (profile === undefined) return;
  await profiles.delete(userId);
  const tokens = profile.devices.map(({ token }) => token);
  const addresses = [profile.email, profile.phoneNumber, ...tokens].filter(
    (address) => address !== undefined,
  );
  const distinct = [
    ...new Map(addresses.map((address) => [hashAddress(address), address])).values(),
  ];
  await Promise.all(distinct.map((address) => profiles.releaseAddress(address, userId)));
};

import { isDeepStrictEqual } from 'node:util';
import { hashAddress } from '#core/address.ts';
import { newerPreferences, suppressionsOf, withSuppressionsOf } from '#core/address-words.ts';
import { ProblemError } from '#core/problem.ts';
import type { Profile } from '#core/recipient.ts';
import type { AddressCopies, ProfileFields, Profiles } from '#platform/profiles.ts';
import {
  addressKey,
  type ClaimItem,
  claimedKeys,
  claimsOf,
  hashOfKey,
} from '#platform/recipients-table.ts';

export interface PutUserDeps {
  readonly profiles: Profiles;
  readonly now: () => number;
}

/** A claim that no profile shows for this long is the trace of a crash, not of a request under way. */
const staleClaimMs = 60_000;

/**
 * Writes a profile: claim its addresses and its name, write it, free those that it no longer has. A
 * crash in between leaves a claim that no profile shows: it counts for nobody, and the same PUT mends it.
 */
export const putUser = async (
  userId: string,
  fields: ProfileFields,
  deps: PutUserDeps,
): Promise<{ readonly profile: Profile; readonly isNew: boolean }> => {
  const { profiles, now } = deps;
  const before = await profiles.get(userId);
  const owned = before === undefined ? [] : Object.values(claimsOf(before));
  const claimed: string[] = [];
  const items: ClaimItem[] = [];
  try {
    for (const [field, pk] of Object.entries(claimsOf(fields))) {
      const item = await claimKey(pk, userId, deps);
      if (item === undefined) throw taken(field);
      items.push(item);
      if (!owned.includes(pk)) claimed.push(pk);
    }
    const profile = await profiles.put(
      userId,
      fields,
      before,
      new Date(now()).toISOString(),
      copiesOf(before, items),
    );
    if (profile === undefined) {
      const detail = 'Somebody else wrote this user at the same moment. Try again.';
      throw new ProblemError('UNAVAILABLE', detail);
    }
    await copyWhatCameSince(profile, items, claimed, deps);
    const kept = claimedKeys(profile);
    await releaseAll(
      owned.filter((pk) => !kept.includes(pk)),
      userId,
      profiles,
    );
    return { profile, isNew: before === undefined };
  } catch (error) {
    // Nothing stored on a refusal; what a crash leaves instead, `claimKey` sees through.
    if (error instanceof ProblemError) await releaseAll(claimed, userId, profiles);
    throw error;
  }
};

/** Claims a key for a user; what a crash left behind is taken over, what somebody shows is not. */
export const claimKey = async (
  pk: string,
  userId: string,
  { profiles, now }: PutUserDeps,
): Promise<ClaimItem | undefined> => {
  const claimed = await profiles.claim(pk, userId, now());
  if (claimed !== undefined) return claimed;
  const item = await profiles.claimItem(pk);
  if (item?.owner === undefined || now() - (item.claimedAt ?? 0) < staleClaimMs) return undefined;
  const owner = await profiles.get(item.owner);
  const isShown = owner !== undefined && claimedKeys(owner).includes(pk);
  return isShown ? undefined : profiles.claim(pk, userId, now(), item.owner);
};

/** What was said at the addresses: the profile shows it from the moment that it shows them. */
function copiesOf(before: Profile | undefined, items: readonly ClaimItem[]): AddressCopies {
  // Devices stay as they are; of addresses that are let go of, nothing is kept.
  const devices = (before?.devices ?? []).map(({ token }) => hashAddress(token));
  let suppressions = suppressionsOf(before?.suppressions ?? {}, devices);
  for (const { pk, suppressions: own } of items) {
    const hash = hashOfKey(pk);
    if (hash !== undefined) suppressions = withSuppressionsOf(suppressions, hash, own);
  }
  return { suppressions, preferences: newerPreferences(before, items) };
}

/**
 * Whoever suppressed an address after it was claimed, and before the profile showed it, found no profile to
 * tell: it is looked at once more.
 */
async function copyWhatCameSince(
  { userId, email, phoneNumber }: Profile,
  items: readonly ClaimItem[],
  claimed: readonly string[],
  { profiles }: PutUserDeps,
): Promise<void> {
  const addresses = [email, phoneNumber].filter((address) => address !== undefined);
  await Promise.all(
    addresses.map(async (address) => {
      const { pk } = addressKey(address);
      if (!claimed.includes(pk)) return;
      const seen = items.find((item) => item.pk === pk);
      const item = await profiles.claimItem(pk);
      if (!isDeepStrictEqual(item, seen)) await profiles.copyToOwner(userId, address);
    }),
  );
}

/** Deletes a profile and frees what it claimed; a user who is gone already is no error. */
export const deleteUser = async (
  userId: string,
  { profiles }: Pick<PutUserDeps, 'profiles'>,
): Promise<void> => {
  const profile = await profiles.get(userId);
  if (profile === undefined) return;
  await profiles.delete(userId);
  await releaseAll(claimedKeys(profile), userId, profiles);
};

async function releaseAll(keys: readonly string[], userId: string, profiles: Profiles) {
  await Promise.all(keys.map((pk) => profiles.release(pk, userId)));
}

function taken(field: string): ProblemError {
  const code = field === 'username' ? 'USERNAME_TAKEN' : 'ADDRESS_TAKEN';
  const detail = `This ${field} belongs to another user. Take it from them first.`;
  return new ProblemError(code, detail, { errors: [{ pointer: `/${field}`, code, detail }] });
}

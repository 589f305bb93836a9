import { ProblemError } from '#core/problem.ts';
import type { Profile } from '#core/recipient.ts';
import type { ProfileFields, Profiles } from '#platform/profiles.ts';
import { claimedKeys, claimsOf } from '#platform/recipients-table.ts';

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
  try {
    for (const [field, pk] of Object.entries(claimsOf(fields))) {
      if (!(await claimKey(pk, userId, deps))) throw taken(field);
      if (!owned.includes(pk)) claimed.push(pk);
    }
    const profile = await profiles.put(userId, fields, before, new Date(now()).toISOString());
    if (profile === undefined) {
      const detail = 'Somebody else wrote this user at the same moment. Try again.';
      throw new ProblemError('UNAVAILABLE', detail);
    }
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
): Promise<boolean> => {
  if (await profiles.claim(pk, userId, now())) return true;
  const item = await profiles.claimItem(pk);
  if (item?.owner === undefined || now() - (item.claimedAt ?? 0) < staleClaimMs) return false;
  const owner = await profiles.get(item.owner);
  const isShown = owner !== undefined && claimedKeys(owner).includes(pk);
  return !isShown && profiles.claim(pk, userId, now(), item.owner);
};

/** Deletes a profile and frees what it claimed; a user who is gone already is no error. */
export const deleteUser = async (userId: string, { profiles }: PutUserDeps): Promise<void> => {
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

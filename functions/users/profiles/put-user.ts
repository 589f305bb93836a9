import { isDeepStrictEqual } from 'node:util';
import { hashAddress } from '#core/address.ts';
import {
  AddressWords,
  newerPreferences,
  suppressionsOf,
  withSuppressionsOf,
} from '#core/address-words.ts';
import { ProblemError } from '#core/problem.ts';
import type { Profile } from '#core/recipient.ts';
import { concurrently } from '#platform/concurrently.ts';
import type { Word } from '#platform/preferences-table.ts';
import type { ProfileFields, Profiles, ProfileWords } from '#platform/profiles.ts';
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

/** What is said with a profile; what is absent stays. */
type Said = Partial<Pick<Word, 'cells' | 'quietHours' | 'said'>>;

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
  said: Said = {},
): Promise<{ readonly profile: Profile; readonly isNew: boolean }> => {
  const { profiles, now } = deps;
  const before = await profiles.get(userId);
  const owned = before === undefined ? [] : Object.values(claimsOf(before));
  const items: ClaimItem[] = [];
  const isNewlyClaimed = ({ pk }: ClaimItem) => !owned.includes(pk);
  await refuseTaken(fields, owned, userId, deps);
  try {
    for (const [field, pk] of Object.entries(claimsOf(fields))) {
      const item = await claimKey(pk, userId, deps);
      if (item === undefined) throw taken(field);
      items.push(item);
    }
    const at = new Date(now()).toISOString();
    const words = wordsToWrite(before, items, said);
    const profile = await profiles.put(userId, fields, before, at, words);
    if (profile === undefined) throw writtenByOthers();
    await settleClaims(profile, items.filter(isNewlyClaimed), deps);
    const kept = claimedKeys(profile);
    const letGoOf = owned.filter((pk) => !kept.includes(pk));
    await releaseUnshown(letGoOf, userId, profiles);
    return { profile, isNew: before === undefined };
  } catch (error) {
    // Nothing stored on a refusal; what a crash leaves instead, `claimKey` sees through.
    if (error instanceof ProblemError) {
      const claimed = items.filter(isNewlyClaimed).map(({ pk }) => pk);
      await releaseUnshown(claimed, userId, profiles);
    }
    throw error;
  }
};

/** Before anything is written, so that who is refused leaves nothing behind; what races with it is released again. */
async function refuseTaken(
  fields: ProfileFields,
  owned: readonly string[],
  userId: string,
  deps: PutUserDeps,
): Promise<void> {
  const wanted = Object.entries(claimsOf(fields)).filter(([, pk]) => !owned.includes(pk));
  const owners = await concurrently(wanted, async ([field, pk]) => {
    const owner = await findOwner(pk, deps);
    return owner?.isSure === true && owner.userId !== userId ? field : undefined;
  });
  const field = owners.find((one) => one !== undefined);
  if (field !== undefined) throw taken(field);
}

/** Claims a key for a user; what a crash left behind is taken over, what somebody shows is not. */
const claimKey = async (
  pk: string,
  userId: string,
  deps: PutUserDeps,
): Promise<ClaimItem | undefined> => {
  const { profiles, now } = deps;
  const claimed = await profiles.claim(pk, userId, now());
  if (claimed !== undefined) return claimed;
  const owner = await findOwner(pk, deps);
  if (owner === undefined || owner.isSure) return undefined;
  return profiles.claim(pk, userId, now(), owner.userId);
};

/** Whose a key is; not for sure where a crash may have left it behind, for nobody shows it. */
async function findOwner(pk: string, { profiles, now }: PutUserDeps) {
  const item = await profiles.claimItem(pk);
  if (item?.owner === undefined) return undefined;
  const { owner: userId, claimedAt = 0 } = item;
  if (now() - claimedAt < staleClaimMs) return { userId, isSure: true };
  const profile = await profiles.get(userId);
  return { userId, isSure: profile !== undefined && claimedKeys(profile).includes(pk) };
}

/** What was said at the addresses, which the profile shows from the moment that it shows them; and what is said now. */
function wordsToWrite(
  before: Profile | undefined,
  items: readonly ClaimItem[],
  { cells = {}, quietHours, said }: Said,
): ProfileWords {
  // Devices stay as they are; of addresses that are let go of, nothing is kept.
  const devices = (before?.devices ?? []).map(({ token }) => hashAddress(token));
  let suppressions = suppressionsOf(before?.suppressions ?? {}, devices);
  for (const { pk, suppressions: own } of items) {
    const hash = hashOfKey(pk);
    if (hash !== undefined) suppressions = withSuppressionsOf(suppressions, hash, own);
  }
  const preferences = { ...newerPreferences(before, items), ...cells };
  return { suppressions, preferences, quietHours, said };
}

/**
 * Claims once more what the profile shows for the first time. Another PUT of the same user may have been
 * refused and be about to release it: now it will not. And whoever suppressed the address after it was
 * claimed, and before the profile showed it, found no profile to tell.
 */
async function settleClaims(
  { userId, email, phoneNumber }: Profile,
  items: readonly ClaimItem[],
  { profiles, now }: PutUserDeps,
): Promise<void> {
  const addresses = [email, phoneNumber].filter((address) => address !== undefined);
  await Promise.all(
    items.map(async (before) => {
      const item = await profiles.claim(before.pk, userId, now());
      if (item === undefined) throw writtenByOthers();
      const address = addresses.find((one) => addressKey(one).pk === item.pk);
      if (address !== undefined && !isDeepStrictEqual(wordsOf(item), wordsOf(before))) {
        await profiles.copyToOwner(userId, hashAddress(address));
      }
    }),
  );
}

const wordsOf = (item: ClaimItem) => AddressWords.parse(item);

/** Deletes a profile and frees what it claimed; a user who is gone already is no error. */
export const deleteUser = async (
  userId: string,
  { profiles }: Pick<PutUserDeps, 'profiles'>,
): Promise<void> => {
  const profile = await profiles.get(userId);
  if (profile === undefined) return;
  await profiles.delete(userId);
  await releaseUnshown(claimedKeys(profile), userId, profiles);
};

/** Frees those of the keys that the user's profile does not show, unless they are claimed meanwhile. */
async function releaseUnshown(keys: readonly string[], userId: string, profiles: Profiles) {
  const items = await Promise.all(keys.map((pk) => profiles.claimItem(pk)));
  const own = items.flatMap((item) => (item?.owner === userId ? [item] : []));
  if (own.length === 0) return;
  // Read after the items: a claim that this profile does not show yet changes its item again when it does.
  const profile = await profiles.get(userId);
  const shown = profile === undefined ? [] : claimedKeys(profile);
  const unshown = own.filter(({ pk }) => !shown.includes(pk));
  await Promise.all(unshown.map((item) => profiles.release(item.pk, userId, item)));
}

function writtenByOthers(): ProblemError {
  const detail = 'Somebody else wrote this user at the same moment. Try again.';
  return new ProblemError('UNAVAILABLE', detail);
}

function taken(field: string): ProblemError {
  const code = field === 'username' ? 'USERNAME_TAKEN' : 'ADDRESS_TAKEN';
  const detail = `This ${field} belongs to another user. Take it from them first.`;
  return new ProblemError(code, detail, { errors: [{ pointer: `/${field}`, code, detail }] });
}

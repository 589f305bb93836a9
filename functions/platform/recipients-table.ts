import * as z from 'zod';
import { hashAddress } from '#core/address.ts';
import { AddressWords } from '#core/address-words.ts';
import { Profile, type Recipient, type RecipientRef } from '#core/recipient.ts';
import type { TableKeys } from './batch-get.ts';

/**
 * The Recipients table: `USER#<userId>` holds a profile, `ADDRESS#<hash>` who owns an address,
 * `USERNAME#<name>` who bears it, `LIMIT#<recipientKey>` what counts against somebody's limits, `REPLY#<replyId>`
 * that a text of theirs was answered, `ENDPOINT#<endpointArn>` whose device was forgotten.
 */
export const userKey = (userId: string) => ({ pk: `USER#${userId}` });
export const addressKey = (address: string) => addressKeyOf(hashAddress(address));
/** The same where the address itself is not known. */
export const addressKeyOf = (hash: string) => ({ pk: `${addressPrefix}${hash}` });
const addressPrefix = 'ADDRESS#';

/** Usernames differ by more than case. */
const usernameKey = (username: string) => ({ pk: `USERNAME#${username.toLowerCase()}` });

/** What an item of an address or a username holds: the user who claimed it, and since when. */
export const ClaimItem = z.object({
  pk: z.string(),
  owner: z.string().optional(),
  claimedAt: z.int().optional(),
  /** Counts every claim, so that what was claimed again is not released. */
  claims: z.int().optional(),
  /** Of an address, whoever owns it. */
  ...AddressWords.shape,
  /** Counts every change of the words; absent until the first. */
  wordsVersion: z.int().optional(),
});
export type ClaimItem = z.infer<typeof ClaimItem>;

type Items = readonly Readonly<Record<string, unknown>>[];

/** The first of at most two reads: every user and address that the refs name. */
export const keysOfRefs = (table: string, refs: readonly RecipientRef[]): TableKeys => ({
  table,
  keys: refs.map((ref) =>
    ref.type === 'USER_ID' ? userKey(ref.identifier) : addressKey(ref.identifier),
  ),
});

/** The second: the profiles of the users who own the addresses found by the first. */
export const keysOfOwners = (table: string, items: Items): TableKeys => ({
  table,
  keys: items.flatMap((item) => {
    // A profile has no owner, and is not parsed in vain.
    if (item.owner === undefined) return [];
    const owner = ClaimItem.safeParse(item).data?.owner;
    return owner === undefined ? [] : [userKey(owner)];
  }),
});

/** Finds the recipient behind a ref among the items that were read. */
export const createRecipientFinder = (items: Items): ((ref: RecipientRef) => Recipient) => {
  const byKey = new Map(items.map((item) => [item.pk, item]));
  const profiles = new Map<string, Profile>();
  /** Parsed once, however many messages of a batch are to one person. */
  const profileOf = (userId: string) => {
    const known = profiles.get(userId);
    if (known !== undefined) return known;
    const item = byKey.get(userKey(userId).pk);
    if (item === undefined) return undefined;
    const profile = Profile.parse(item);
    profiles.set(userId, profile);
    return profile;
  };
  return ({ type, identifier }) => {
    if (type === 'USER_ID') {
      const profile = profileOf(identifier);
      return profile === undefined
        ? { kind: 'unknown-user', userId: identifier }
        : { kind: 'user', profile };
    }
    const item = ClaimItem.safeParse(byKey.get(addressKey(identifier).pk)).data;
    const profile = item?.owner === undefined ? undefined : profileOf(item.owner);
    // A claim that its profile does not show is the trace of a crash: nobody owns that address.
    return profile !== undefined && holdsAddress(profile, hashAddress(identifier))
      ? { kind: 'user', profile }
      : {
          kind: 'address',
          type,
          address: identifier,
          preferences: item?.preferences ?? {},
          suppressions: item?.suppressions ?? {},
        };
  };
};

/** Whether the profile shows the address of that hash, however it was written. */
export const holdsAddress = (profile: Profile, hash: string): boolean =>
  claimedKeys(profile).includes(addressKeyOf(hash).pk);

/** The hash of the address that a key is of; undefined for a username's. */
export const hashOfKey = (pk: string): string | undefined =>
  pk.startsWith(addressPrefix) ? pk.slice(addressPrefix.length) : undefined;

/** Every key that only one user may have: the addresses and the username. */
export const claimedKeys = (profile: ClaimingFields): readonly string[] =>
  Object.values(claimsOf(profile)).concat(
    (profile.devices ?? []).map(({ token }) => addressKey(token).pk),
  );

/** The keys that a profile's own fields claim, by field. */
export const claimsOf = ({ username, email, phoneNumber }: ClaimingFields) => ({
  ...(username === undefined ? {} : { username: usernameKey(username).pk }),
  ...(email === undefined ? {} : { email: addressKey(email).pk }),
  ...(phoneNumber === undefined ? {} : { phoneNumber: addressKey(phoneNumber).pk }),
});

type ClaimingFields = Pick<Profile, 'username' | 'email' | 'phoneNumber'> &
  Partial<Pick<Profile, 'devices'>>;

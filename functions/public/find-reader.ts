import type { LinkHolder } from '#core/link-token.ts';
import type { Preferences } from '#core/preferences.ts';
import type { AddressType, Profile } from '#core/recipient.ts';
import type { Suppressions } from '#core/suppression.ts';
import type { Profiles } from '#platform/profiles.ts';
import { addressKeyOf, holdsAddress } from '#platform/recipients-table.ts';

/** Who reads what a link came with: a user, or whoever reads at an address that is nobody's. */
export type Reader =
  | { readonly kind: 'user'; readonly profile: Profile }
  | {
      readonly kind: 'address';
      readonly type: AddressType;
      readonly hash: string;
      readonly preferences: Preferences;
      readonly suppressions: Suppressions;
    };

/** Finds the reader behind a link; undefined for a user who is no more. */
export const findReader = async (
  { type, id }: LinkHolder,
  profiles: Pick<Profiles, 'get' | 'claimItem'>,
): Promise<Reader | undefined> => {
  if (type === 'USER_ID') {
    const profile = await profiles.get(id);
    return profile === undefined ? undefined : { kind: 'user', profile };
  }
  const item = await profiles.claimItem(addressKeyOf(id).pk);
  const owner = item?.owner === undefined ? undefined : await profiles.get(item.owner);
  // A claim that its profile does not show is the trace of a crash: nobody owns that address.
  return owner !== undefined && holdsAddress(owner, id)
    ? { kind: 'user', profile: owner }
    : {
        kind: 'address',
        type,
        hash: id,
        preferences: item?.preferences ?? {},
        suppressions: item?.suppressions ?? {},
      };
};

/** What the reader said so far. */
export const preferencesOf = (reader: Reader): Preferences =>
  reader.kind === 'user' ? reader.profile.preferences : reader.preferences;

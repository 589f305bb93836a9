import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { newerPreferences, withSuppressionsOf } from '#core/address-words.ts';
import { Profile } from '#core/recipient.ts';
import { onlyIf } from './only-if.ts';
import { profileUpdate } from './profile-update.ts';
import { addressKeyOf, ClaimItem, holdsAddress, userKey } from './recipients-table.ts';

/** Makes a user's profile show what its address's item says, if the profile holds the address of that hash. */
export type CopyToOwner = (userId: string, hash: string) => Promise<void>;

/** Each try that fails is one that somebody else succeeded in. */
const tries = 10;

/**
 * The copy through DynamoDB. It reads the profile, then the address's item, and writes only if the profile's
 * version is still the one that it read. Whoever changes an address's item writes the profile afterwards,
 * so what was read too early is refused: no late write undoes a later word.
 */
export const createCopyToOwner = (dynamo: DynamoDBDocumentClient, table: string): CopyToOwner => {
  const read = async (Key: { readonly pk: string }) =>
    (await dynamo.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }))).Item;
  return async (userId, hash) => {
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const profile = await read(userKey(userId));
      if (profile === undefined) return;
      const seen = Profile.parse(profile);
      if (!holdsAddress(seen, hash)) return;
      const key = addressKeyOf(hash);
      const item = ClaimItem.parse((await read(key)) ?? key);
      const { suppressions } = item;
      const update = profileUpdate({
        userId,
        seen,
        set: {
          suppressions: withSuppressionsOf(seen.suppressions, hash, suppressions),
        },
        // Written even where it is the same, for the version's sake.
        cells: newerPreferences(seen, [item]),
      });
      const written = await onlyIf(() =>
        dynamo.send(new UpdateCommand({ TableName: table, ...update })),
      );
      if (written !== undefined) return;
    }
    throw new Error(`Others wrote the user ${userId} again and again`);
  };
};

import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { withPreferences } from '#core/address-words.ts';
import type { Preferences } from '#core/preferences.ts';
import { createAddressItems } from './address-items.ts';

/** Keeps what whoever reads mail at an address said by a link that knows the address's hash alone. */
export interface AddressPreferences {
  /**
   * Sets preferences on the address's item, and on its owner's profile where there is one; each stays until
   * a later word on the same cell. Safe to repeat, and in any order.
   */
  merge(hash: string, cells: Preferences): Promise<void>;
}

/** The preferences of addresses through DynamoDB. */
export const createAddressPreferences = (
  dynamo: DynamoDBDocumentClient,
  table: string,
): AddressPreferences => {
  const items = createAddressItems(dynamo, table);
  return {
    merge: (hash, cells) => items.change({ hash }, (words) => withPreferences(words, cells)),
  };
};

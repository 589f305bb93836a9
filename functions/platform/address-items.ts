import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { maskAddress } from '#core/address.ts';
import type { AddressWords } from '#core/address-words.ts';
import type { AddressType } from '#core/recipient.ts';
import { createCopyToOwner } from './copy-to-owner.ts';
import { onlyIf } from './only-if.ts';
import { addressKey, ClaimItem } from './recipients-table.ts';
import { suppressionIndex } from './table-keys.ts';

/** An address as it is to be recognized in lists; what is only taken back needs no type. */
interface WordedAddress {
  readonly address: string;
  readonly addressType?: AddressType;
}

/** Reads and changes what was said about addresses, and tells their owners' profiles. */
export interface AddressItems {
  read(address: string): Promise<ClaimItem>;
  /** `step` is asked again where somebody else was faster; it returns what it was given where all stays. */
  change(subject: WordedAddress, step: (words: AddressWords) => AddressWords): Promise<void>;
}

/** The one partition of the index of what is suppressed. */
export const suppressedList = 'SUPPRESSED';

/** Each try that fails is one that somebody else succeeded in. */
const tries = 10;

/** The items of addresses through DynamoDB; an address that nobody owns gets one as well. */
export const createAddressItems = (dynamo: DynamoDBDocumentClient, table: string): AddressItems => {
  const copyToOwner = createCopyToOwner(dynamo, table);
  const read = async (address: string): Promise<ClaimItem> => {
    const Key = addressKey(address);
    const { Item } = await dynamo.send(
      new GetCommand({ TableName: table, Key, ConsistentRead: true }),
    );
    return ClaimItem.parse(Item ?? Key);
  };
  /** The item as it is now, its owner too; undefined where somebody else was faster. */
  const write = (seen: ClaimItem, words: AddressWords, subject: WordedAddress) =>
    onlyIf(async () => {
      const { Attributes } = await dynamo.send(
        new UpdateCommand({ TableName: table, ...updateOf(seen, words, subject) }),
      );
      return ClaimItem.parse(Attributes);
    });
  return {
    read,
    change: async (subject, step) => {
      for (let attempt = 0; attempt < tries; attempt += 1) {
        const seen = await read(subject.address);
        const words = step(seen);
        const item = words === seen ? seen : await write(seen, words, subject);
        if (item === undefined) continue;
        // Also where nothing changed: an earlier run may have died here.
        if (item.owner !== undefined) await copyToOwner(item.owner, subject.address);
        return;
      }
      throw new Error('Others wrote the same address again and again');
    },
  };
};

function updateOf(
  { pk, wordsVersion }: ClaimItem,
  { suppressions, suppressionTimes, preferences }: AddressWords,
  { address, addressType }: WordedAddress,
) {
  const isListed = Object.keys(suppressions).length > 0;
  const values = {
    suppressions,
    suppressionTimes,
    preferences,
    ...(addressType === undefined ? {} : { addressType, maskedAddress: maskAddress(address) }),
    ...(isListed ? { [suppressionIndex.partitionKey]: suppressedList } : {}),
  };
  const sets = Object.keys(values).map((name) => `${name} = :${name}`);
  const remove = isListed ? '' : ` REMOVE ${suppressionIndex.partitionKey}`;
  return {
    Key: { pk },
    UpdateExpression: `SET ${sets.join(', ')}${remove} ADD wordsVersion :one`,
    ConditionExpression:
      wordsVersion === undefined ? 'attribute_not_exists(wordsVersion)' : 'wordsVersion = :seen',
    ExpressionAttributeValues: {
      ...Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value])),
      ':one': 1,
      ...(wordsVersion === undefined ? {} : { ':seen': wordsVersion }),
    },
    ReturnValues: 'ALL_NEW',
  } as const;
}

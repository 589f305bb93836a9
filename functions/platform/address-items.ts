import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { hashAddress, maskAddress } from '#core/address.ts';
import type { AddressWords } from '#core/address-words.ts';
import type { AddressType } from '#core/recipient.ts';
import { createCopyToOwner } from './copy-to-owner.ts';
import { onlyIf } from './only-if.ts';
import { addressKeyOf, ClaimItem } from './recipients-table.ts';
import { suppressionIndex } from './table-keys.ts';

/** An address as it is to be recognized in lists; what is only taken back needs no type. */
interface WordedAddress {
  readonly address: string;
  readonly addressType?: AddressType;
}

/** An address of which nothing is known but its hash. */
interface HashedAddress {
  readonly hash: string;
}

type Subject = WordedAddress | HashedAddress;

/** Reads and changes what was said about addresses, and tells their owners' profiles. */
export interface AddressItems {
  read(address: string): Promise<ClaimItem>;
  /** `step` is asked again where somebody else was faster; it returns what it was given where all stays. */
  change(subject: Subject, step: (words: AddressWords) => AddressWords): Promise<void>;
}

/** The one partition of the index of what is suppressed. */
export const suppressedList = 'SUPPRESSED';

/** Each try that fails is one that somebody else succeeded in. */
const tries = 10;

/** The items of addresses through DynamoDB; an address that nobody owns gets one as well. */
export const createAddressItems = (dynamo: DynamoDBDocumentClient, table: string): AddressItems => {
  const copyToOwner = createCopyToOwner(dynamo, table);
  const read = async (hash: string): Promise<ClaimItem> => {
    const Key = addressKeyOf(hash);
    const { Item } = await dynamo.send(
      new GetCommand({ TableName: table, Key, ConsistentRead: true }),
    );
    return ClaimItem.parse(Item ?? Key);
  };
  /** The item as it is now, its owner too; undefined where somebody else was faster. */
  const write = (seen: ClaimItem, words: AddressWords, subject: Subject) =>
    onlyIf(async () => {
      const { Attributes } = await dynamo.send(
        new UpdateCommand({ TableName: table, ...updateOf(seen, words, subject) }),
      );
      return ClaimItem.parse(Attributes);
    });
  return {
    read: (address) => read(hashAddress(address)),
    change: async (subject, step) => {
      const hash = 'hash' in subject ? subject.hash : hashAddress(subject.address);
      for (let attempt = 0; attempt < tries; attempt += 1) {
        const seen = await read(hash);
        const words = step(seen);
        const item = words === seen ? seen : await write(seen, words, subject);
        if (item === undefined) continue;
        // Also where nothing changed: an earlier run may have died here.
        if (item.owner !== undefined) await copyToOwner(item.owner, hash);
        return;
      }
      throw new Error('Others wrote the same address again and again');
    },
  };
};

function updateOf(
  { pk, wordsVersion }: ClaimItem,
  { suppressions, suppressionTimes, preferences }: AddressWords,
  subject: Subject,
) {
  const isListed = Object.keys(suppressions).length > 0;
  const values = {
    suppressions,
    suppressionTimes,
    preferences,
    ...shownInLists(subject),
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

function shownInLists(subject: Subject) {
  if ('hash' in subject || subject.addressType === undefined) return {};
  const { address, addressType } = subject;
  return { addressType, maskedAddress: maskAddress(address) };
}

import {
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { maskAddress } from '#core/address.ts';
import { liftSuppression, type SuppressionWords, suppress } from '#core/address-words.ts';
import type { ChannelName } from '#core/channel.ts';
import type { AddressType } from '#core/recipient.ts';
import { type Suppression, Suppressions } from '#core/suppression.ts';
import { createCopyToOwner } from './copy-to-owner.ts';
import { onlyIf } from './only-if.ts';
import { addressKey, ClaimItem } from './recipients-table.ts';
import { suppressionIndex } from './table-keys.ts';

/** One suppression to add; its address normalized. */
export interface AddSuppression {
  readonly channel: ChannelName;
  readonly addressType: AddressType;
  readonly address: string;
  readonly suppression: Suppression;
}

/** What takes a suppression back, and when that was said: what is older or as old is void, however late it comes. */
export interface RemoveSuppression {
  readonly channel: ChannelName;
  readonly address: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** An address that is suppressed, as lists show it. */
const SuppressedAddress = z.object({
  pk: z.string(),
  addressType: z.enum(['EMAIL', 'PHONE_NUMBER', 'DEVICE_TOKEN']),
  maskedAddress: z.string(),
  suppressions: Suppressions,
});
export type SuppressedAddress = z.infer<typeof SuppressedAddress>;

/**
 * What is not to be written to. Each is kept on its address's item, whoever owns that, and copied into the
 * owner's profile. Safe to repeat, and in any order; after a crash, the repeat does what was left undone.
 */
export interface SuppressionsTable {
  add(input: AddSuppression): Promise<void>;
  remove(input: RemoveSuppression): Promise<void>;
  /** By channel. */
  read(address: string): Promise<Suppressions>;
  /** A page of the suppressed addresses, in an order that stays; `after` is the key of the last seen. */
  list(
    limit: number,
    after?: string,
  ): Promise<{ readonly items: readonly SuppressedAddress[]; readonly next?: string }>;
}

/** The one partition of the index. */
const list = 'SUPPRESSED';

/** Each try that fails is one that somebody else succeeded in. */
const tries = 10;

/** Suppressions through DynamoDB. */
export const createSuppressions = (
  dynamo: DynamoDBDocumentClient,
  table: string,
): SuppressionsTable => {
  const copyToOwner = createCopyToOwner(dynamo, table);

  const readItem = async (address: string): Promise<ClaimItem> => {
    const Key = addressKey(address);
    const { Item } = await dynamo.send(
      new GetCommand({ TableName: table, Key, ConsistentRead: true }),
    );
    return ClaimItem.parse(Item ?? Key);
  };

  /** The item as it is now; undefined where somebody else was faster. */
  const writeItem = (
    { pk, suppressionsVersion }: ClaimItem,
    { suppressions, suppressionTimes }: SuppressionWords,
    about: Readonly<Record<string, string>>,
  ) =>
    onlyIf(async () => {
      const named = Object.keys(about);
      const isListed = Object.keys(suppressions).length > 0;
      const sets = [
        'suppressions = :suppressions',
        'suppressionTimes = :times',
        ...named.map((name) => `${name} = :${name}`),
        ...(isListed ? [`${suppressionIndex.partitionKey} = :list`] : []),
      ];
      const remove = isListed ? '' : ` REMOVE ${suppressionIndex.partitionKey}`;
      const { Attributes } = await dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: { pk },
          UpdateExpression: `SET ${sets.join(', ')}${remove} ADD suppressionsVersion :one`,
          ConditionExpression:
            suppressionsVersion === undefined
              ? 'attribute_not_exists(suppressionsVersion)'
              : 'suppressionsVersion = :seen',
          ExpressionAttributeValues: {
            ':suppressions': suppressions,
            ':times': suppressionTimes,
            ':one': 1,
            ...(isListed ? { ':list': list } : {}),
            ...(suppressionsVersion === undefined ? {} : { ':seen': suppressionsVersion }),
            ...Object.fromEntries(named.map((name) => [`:${name}`, about[name]])),
          },
          ReturnValues: 'ALL_NEW',
        }),
      );
      return ClaimItem.parse(Attributes);
    });

  /** The address's item first, then the profile of whoever owned it at that moment. */
  const change = async (
    address: string,
    step: (words: SuppressionWords) => SuppressionWords,
    about: Readonly<Record<string, string>> = {},
  ) => {
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const seen = await readItem(address);
      const words = step(seen);
      const item = words === seen ? seen : await writeItem(seen, words, about);
      if (item === undefined) continue;
      // Also where nothing changed: an earlier run may have died here.
      if (item.owner !== undefined) await copyToOwner(item.owner, address);
      return;
    }
    throw new Error('Others wrote the same address again and again');
  };

  return {
    add: ({ channel, addressType, address, suppression }) =>
      change(address, (words) => suppress(words, channel, suppression), {
        addressType,
        maskedAddress: maskAddress(address),
      }),
    remove: ({ channel, address, at }) =>
      change(address, (words) => liftSuppression(words, channel, at)),
    read: async (address) => (await readItem(address)).suppressions,
    list: async (limit, after) => {
      const { Items = [], LastEvaluatedKey } = await dynamo.send(
        new QueryCommand({
          TableName: table,
          IndexName: suppressionIndex.name,
          KeyConditionExpression: `${suppressionIndex.partitionKey} = :list`,
          ExpressionAttributeValues: { ':list': list },
          Limit: limit,
          ...(after === undefined
            ? {}
            : { ExclusiveStartKey: { [suppressionIndex.partitionKey]: list, pk: after } }),
        }),
      );
      const items = Items.map((item) => SuppressedAddress.parse(item));
      const next = LastEvaluatedKey === undefined ? undefined : items.at(-1)?.pk;
      return next === undefined ? { items } : { items, next };
    },
  };
};

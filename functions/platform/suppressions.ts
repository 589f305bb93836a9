import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type AddressWords, liftStop, liftSuppression, suppress } from '#core/address-words.ts';
import type { ChannelName } from '#core/channel.ts';
import { type AddressType, RecipientType } from '#core/recipient.ts';
import { type Suppression, Suppressions } from '#core/suppression.ts';
import { createAddressItems, suppressedList } from './address-items.ts';
import { suppressionIndex } from './table-keys.ts';

/** One suppression to add; its address normalized. */
export interface AddSuppression {
  readonly channel: ChannelName;
  readonly addressType: AddressType;
  readonly address: string;
  readonly suppression: Suppression;
}

/** What takes a suppression back, and when that was said: what is no newer is void, however late it comes. */
export interface RemoveSuppression {
  readonly channel: ChannelName;
  readonly address: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The caller's account and role, or the person. */
  readonly by: string;
}

/** A person's START. */
export type LiftStop = Omit<RemoveSuppression, 'by'>;

/** How one address stands by one channel. */
export interface SuppressionState {
  readonly suppression?: Suppression;
  /** When a suppression was last taken back, and by whom: their consent. */
  readonly lifted?: Readonly<Pick<Suppression, 'at' | 'by'>>;
}

/** An address that is suppressed, as lists show it. */
const SuppressedAddress = z.object({
  pk: z.string(),
  addressType: RecipientType.exclude(['USER_ID']),
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
  /** Takes back a STOP, also one that comes later but was said earlier, and no other suppression. */
  liftStop(input: LiftStop): Promise<void>;
  /** By channel. */
  read(address: string): Promise<Suppressions>;
  find(channel: ChannelName, address: string): Promise<SuppressionState>;
  /** A page of the suppressed addresses, in an order that stays; `after` is the key of the last seen. */
  list(
    limit: number,
    after?: string,
  ): Promise<{ readonly items: readonly SuppressedAddress[]; readonly next?: string }>;
}

/** Suppressions through DynamoDB. */
export const createSuppressions = (
  dynamo: DynamoDBDocumentClient,
  table: string,
): SuppressionsTable => {
  const items = createAddressItems(dynamo, table);
  return {
    add: ({ channel, suppression, ...subject }) =>
      items.change(subject, (words) => suppress(words, channel, suppression)),
    remove: ({ channel, address, at, by }) =>
      items.change({ address }, (words) => liftSuppression(words, channel, at, by)),
    liftStop: ({ channel, address, at }) =>
      items.change({ address }, (words) => liftStop(words, channel, at)),
    read: async (address) => (await items.read(address)).suppressions,
    find: async (channel, address) => {
      const { suppressions, suppressionTimes } = await items.read(address);
      const { [channel]: suppression } = suppressions;
      const lifted = lastLiftOf(suppressionTimes[channel] ?? {});
      return {
        ...(suppression === undefined ? {} : { suppression }),
        ...(lifted === undefined ? {} : { lifted }),
      };
    },
    list: async (limit, after) => {
      const { Items = [], LastEvaluatedKey } = await dynamo.send(
        new QueryCommand({
          TableName: table,
          IndexName: suppressionIndex.name,
          KeyConditionExpression: `${suppressionIndex.partitionKey} = :list`,
          ExpressionAttributeValues: { ':list': suppressedList },
          Limit: limit,
          ...(after === undefined
            ? {}
            : {
                ExclusiveStartKey: { [suppressionIndex.partitionKey]: suppressedList, pk: after },
              }),
        }),
      );
      const found = Items.map((item) => SuppressedAddress.parse(item));
      const next = LastEvaluatedKey === undefined ? undefined : found.at(-1)?.pk;
      return next === undefined ? { items: found } : { items: found, next };
    },
  };
};

/** A person takes back by START what they said themselves, and everybody else whatever there is. */
function lastLiftOf({
  liftedAt,
  liftedBy,
  startedAt,
}: NonNullable<AddressWords['suppressionTimes'][string]>): SuppressionState['lifted'] {
  const byRequest =
    liftedAt === undefined || liftedBy === undefined ? undefined : { at: liftedAt, by: liftedBy };
  const byStart = startedAt === undefined ? undefined : { at: startedAt, by: 'RECIPIENT' };
  if (byRequest === undefined || byStart === undefined) return byRequest ?? byStart;
  return byStart.at > byRequest.at ? byStart : byRequest;
}

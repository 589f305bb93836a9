import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Preferences, Provenance } from '#core/preferences.ts';
import type { QuietHours } from '#core/quiet-hours.ts';
import { Profile } from '#core/recipient.ts';
import type { Suppressions } from '#core/suppression.ts';
import { type CopyToOwner, createCopyToOwner } from './copy-to-owner.ts';
import { onlyIf } from './only-if.ts';
import { profileUpdate } from './profile-update.ts';
import { ClaimItem, userKey } from './recipients-table.ts';

/** What a PUT sets; what is absent is removed. Devices and preferences have paths of their own. */
export type ProfileFields = Pick<
  Profile,
  'username' | 'email' | 'phoneNumber' | 'webhookUrl' | 'locale' | 'timeZone' | 'attributes'
>;

/** What was said, at a profile's addresses or otherwise, and is to be written with its fields. */
export interface ProfileWords {
  /** Of all its addresses: those that are not here are removed. */
  readonly suppressions: Suppressions;
  /** To set; all others stay. */
  readonly preferences: Preferences;
  /** Undefined leaves them as they are. */
  readonly quietHours?: QuietHours | undefined;
  /** Whose word they are. */
  readonly said?: Provenance | undefined;
}

/** Profiles, and what only one of them may have, in the Recipients table. */
export interface Profiles {
  get(userId: string): Promise<Profile | undefined>;
  /** Sets the fields, and the words where given; undefined when it has changed since `seen` was read. */
  put(
    userId: string,
    fields: ProfileFields,
    seen: Profile | undefined,
    now: string,
    words?: ProfileWords,
  ): Promise<Profile | undefined>;
  delete(userId: string): Promise<void>;
  /** Who claimed an address or a username, by its key. */
  claimItem(pk: string): Promise<ClaimItem | undefined>;
  /** Makes the user the owner if nobody is, or `instead` was; undefined when somebody else is. */
  claim(pk: string, userId: string, at: number, instead?: string): Promise<ClaimItem | undefined>;
  /** Frees what the user owns, if nobody has claimed it since `seen` was read; whoever else owns it keeps it. */
  release(pk: string, userId: string, seen?: ClaimItem): Promise<void>;
  readonly copyToOwner: CopyToOwner;
}

const fieldNames = [
  'username',
  'email',
  'phoneNumber',
  'webhookUrl',
  'locale',
  'timeZone',
  'attributes',
] as const;

/** Profiles through DynamoDB. */
export const createProfiles = (dynamo: DynamoDBDocumentClient, table: string): Profiles => ({
  get: async (userId) => {
    const { Item } = await dynamo.send(
      new GetCommand({ TableName: table, Key: userKey(userId), ConsistentRead: true }),
    );
    return Item === undefined ? undefined : Profile.parse(Item);
  },
  put: async (userId, fields, seen, now, words) => {
    const update = profileUpdate({
      userId,
      seen,
      set: {
        userId,
        updatedAt: now,
        ...(seen === undefined ? { createdAt: now } : {}),
        ...Object.fromEntries(
          fieldNames.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])),
        ),
        ...(words === undefined ? {} : { suppressions: words.suppressions }),
        ...(words?.quietHours === undefined
          ? {}
          : { quietHours: words.quietHours, quietHoursSaid: words.said }),
      },
      remove: fieldNames.filter((name) => fields[name] === undefined),
      cells: words?.preferences ?? {},
    });
    return onlyIf(async () => {
      const { Attributes } = await dynamo.send(
        new UpdateCommand({ TableName: table, ...update, ReturnValues: 'ALL_NEW' }),
      );
      return Profile.parse(Attributes);
    });
  },
  copyToOwner: createCopyToOwner(dynamo, table),
  delete: async (userId) => {
    await dynamo.send(new DeleteCommand({ TableName: table, Key: userKey(userId) }));
  },
  claimItem: async (pk) => {
    const { Item } = await dynamo.send(
      new GetCommand({ TableName: table, Key: { pk }, ConsistentRead: true }),
    );
    return Item === undefined ? undefined : ClaimItem.parse(Item);
  },
  claim: (pk, userId, at, instead = userId) =>
    onlyIf(async () => {
      const { Attributes } = await dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: { pk },
          UpdateExpression: 'SET #owner = :userId, claimedAt = :at ADD claims :one',
          ConditionExpression: 'attribute_not_exists(#owner) OR #owner IN (:userId, :instead)',
          ExpressionAttributeNames: { '#owner': 'owner' },
          ExpressionAttributeValues: {
            ':userId': userId,
            ':at': at,
            ':instead': instead,
            ':one': 1,
          },
          ReturnValues: 'ALL_NEW',
        }),
      );
      return ClaimItem.parse(Attributes);
    }),
  release: async (pk, userId, seen) => {
    const isUnclaimed = seen?.claims === undefined ? '' : ' AND claims = :claims';
    await onlyIf(() =>
      dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: { pk },
          UpdateExpression: 'REMOVE #owner, claimedAt',
          ConditionExpression: `#owner = :userId${isUnclaimed}`,
          ExpressionAttributeNames: { '#owner': 'owner' },
          ExpressionAttributeValues: {
            ':userId': userId,
            ...(seen?.claims === undefined ? {} : { ':claims': seen.claims }),
          },
        }),
      ),
    );
  },
});

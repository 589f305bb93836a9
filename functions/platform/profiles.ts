import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { Profile } from '#core/recipient.ts';
import { ClaimItem, userKey } from './recipients-table.ts';

/** What a PUT sets; what is absent is removed. Devices and preferences have paths of their own. */
export type ProfileFields = Pick<
  Profile,
  'username' | 'email' | 'phoneNumber' | 'webhookUrl' | 'locale' | 'timeZone' | 'attributes'
>;

/** Profiles, and what only one of them may have, in the Recipients table. */
export interface Profiles {
  get(userId: string): Promise<Profile | undefined>;
  /** Sets the fields; undefined when the profile has changed since `seen` was read. */
  put(
    userId: string,
    fields: ProfileFields,
    seen: Profile | undefined,
    now: string,
  ): Promise<Profile | undefined>;
  delete(userId: string): Promise<void>;
  /** Who claimed an address or a username, by its key. */
  claimItem(pk: string): Promise<ClaimItem | undefined>;
  /** Makes the user the owner if nobody is, or `instead` was; false when somebody else is. */
  claim(pk: string, userId: string, at: number, instead?: string): Promise<boolean>;
  /** Frees what the user owns; whoever else owns it keeps it. */
  release(pk: string, userId: string): Promise<void>;
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
  put: async (userId, fields, seen, now) => {
    const given = fieldNames.filter((name) => fields[name] !== undefined);
    const absent = fieldNames.filter((name) => fields[name] === undefined);
    const sets = [
      'userId = :userId',
      'updatedAt = :now',
      'createdAt = if_not_exists(createdAt, :now)',
      // A cell can only be set in a map that is there.
      'preferences = if_not_exists(preferences, :nothing)',
    ];
    const remove =
      absent.length === 0 ? '' : ` REMOVE ${absent.map((name) => `#${name}`).join(', ')}`;
    return onlyIf(async () => {
      const { Attributes } = await dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: userKey(userId),
          UpdateExpression: `SET ${[...sets, ...given.map((name) => `#${name} = :${name}`)].join(', ')}${remove}`,
          ConditionExpression:
            seen === undefined ? 'attribute_not_exists(pk)' : 'updatedAt = :seen',
          ExpressionAttributeNames: Object.fromEntries(
            fieldNames.map((name) => [`#${name}`, name]),
          ),
          ExpressionAttributeValues: {
            ':userId': userId,
            ':now': now,
            ':nothing': {},
            ...(seen === undefined ? {} : { ':seen': seen.updatedAt }),
            ...Object.fromEntries(given.map((name) => [`:${name}`, fields[name]])),
          },
          ReturnValues: 'ALL_NEW',
        }),
      );
      return Profile.parse(Attributes);
    });
  },
  delete: async (userId) => {
    await dynamo.send(new DeleteCommand({ TableName: table, Key: userKey(userId) }));
  },
  claimItem: async (pk) => {
    const { Item } = await dynamo.send(
      new GetCommand({ TableName: table, Key: { pk }, ConsistentRead: true }),
    );
    return Item === undefined ? undefined : ClaimItem.parse(Item);
  },
  claim: async (pk, userId, at, instead = userId) => {
    const claimed = await onlyIf(() =>
      dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: { pk },
          UpdateExpression: 'SET #owner = :userId, claimedAt = :at',
          ConditionExpression: 'attribute_not_exists(#owner) OR #owner IN (:userId, :instead)',
          ExpressionAttributeNames: { '#owner': 'owner' },
          ExpressionAttributeValues: { ':userId': userId, ':at': at, ':instead': instead },
        }),
      ),
    );
    return claimed !== undefined;
  },
  release: async (pk, userId) => {
    await onlyIf(() =>
      dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: { pk },
          UpdateExpression: 'REMOVE #owner, claimedAt',
          ConditionExpression: '#owner = :userId',
          ExpressionAttributeNames: { '#owner': 'owner' },
          ExpressionAttributeValues: { ':userId': userId },
        }),
      ),
    );
  },
});

/** The result of a conditional write, or undefined where its condition did not hold. */
async function onlyIf<Result>(write: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}

import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Preferences } from '#core/preferences.ts';
import { Profile } from '#core/recipient.ts';
import { userKey } from './recipients-table.ts';

/** Writes preferences into their user's item; undefined where the condition did not hold. */
export interface PreferencesTable {
  /** Sets these cells and leaves all others: writes to different cells lose nothing. */
  merge(userId: string, cells: Preferences): Promise<Profile | undefined>;
  /** Replaces all cells, if the version is still the one that was seen. */
  replace(userId: string, cells: Preferences, seenVersion?: number): Promise<Profile | undefined>;
}

/** The table through DynamoDB. */
export const createPreferencesTable = (
  dynamo: DynamoDBDocumentClient,
  table: string,
): PreferencesTable => {
  const update = async (
    userId: string,
    set: string,
    condition: string,
    names: Readonly<Record<string, string>>,
    values: Readonly<Record<string, unknown>>,
  ) => {
    try {
      const { Attributes } = await dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: userKey(userId),
          UpdateExpression: `SET ${set} ADD preferencesVersion :one`,
          ConditionExpression: `attribute_exists(pk)${condition}`,
          ...(Object.keys(names).length === 0 ? {} : { ExpressionAttributeNames: names }),
          ExpressionAttributeValues: { ...values, ':one': 1 },
          ReturnValues: 'ALL_NEW',
        }),
      );
      return Profile.parse(Attributes);
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  };
  return {
    merge: (userId, cells) => {
      const entries = Object.entries(cells);
      const names = Object.fromEntries(entries.map(([cell], position) => [`#c${position}`, cell]));
      const values = Object.fromEntries(
        entries.map(([, word], position) => [`:c${position}`, word]),
      );
      const sets = entries.map((_, position) => `preferences.#c${position} = :c${position}`);
      return update(userId, sets.join(', '), '', names, values);
    },
    replace: (userId, cells, seenVersion) => {
      const isUnseen = seenVersion === 0 ? 'attribute_not_exists(preferencesVersion) OR ' : '';
      return update(
        userId,
        'preferences = :cells',
        seenVersion === undefined ? '' : ` AND (${isUnseen}preferencesVersion = :seen)`,
        {},
        { ':cells': cells, ...(seenVersion === undefined ? {} : { ':seen': seenVersion }) },
      );
    },
  };
};

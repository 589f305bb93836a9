import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Preferences } from '#core/preferences.ts';
import type { QuietHours } from '#core/quiet-hours.ts';
import { Profile } from '#core/recipient.ts';
import { userKey } from './recipients-table.ts';

/** What a person, or the company for them, says at once. */
export interface Word {
  readonly cells: Preferences;
  readonly quietHours: QuietHours | undefined;
  /** Where the person is, if they say so; only merged. */
  readonly timeZone?: string | undefined;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Writes preferences into their user's item; undefined where the condition did not hold. */
export interface PreferencesTable {
  /** Sets these and leaves all others: writes to different cells lose nothing. */
  merge(userId: string, word: Word): Promise<Profile | undefined>;
  /** Replaces all of them, if the version is still the one that was seen. */
  replace(userId: string, word: Word, seenVersion?: number): Promise<Profile | undefined>;
}

/** The table through DynamoDB. */
export const createPreferencesTable = (
  dynamo: DynamoDBDocumentClient,
  table: string,
): PreferencesTable => {
  const update = async (
    userId: string,
    expression: string,
    condition: string,
    names: Readonly<Record<string, string>>,
    values: Readonly<Record<string, unknown>>,
  ) => {
    try {
      const { Attributes } = await dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: userKey(userId),
          UpdateExpression: `${expression} ADD preferencesVersion :one`,
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
    merge: (userId, { cells, quietHours, timeZone }) => {
      const entries = Object.entries(cells);
      const names: Record<string, string> = Object.fromEntries(
        entries.map(([cell], position) => [`#c${position}`, cell]),
      );
      const values: Record<string, unknown> = Object.fromEntries(
        entries.map(([, preference], position) => [`:c${position}`, preference]),
      );
      const sets = entries.map((_, position) => `preferences.#c${position} = :c${position}`);
      if (quietHours !== undefined) {
        sets.push('quietHours = :quietHours');
        values[':quietHours'] = quietHours;
      }
      if (timeZone !== undefined) {
        // TIMEZONE is a reserved word.
        sets.push('#timeZone = :timeZone');
        names['#timeZone'] = 'timeZone';
        values[':timeZone'] = timeZone;
      }
      return update(userId, `SET ${sets.join(', ')}`, '', names, values);
    },
    replace: (userId, { cells, quietHours, at }, seenVersion) => {
      const isUnseen = seenVersion === 0 ? 'attribute_not_exists(preferencesVersion) OR ' : '';
      return update(
        userId,
        quietHours === undefined
          ? 'SET preferences = :cells, preferencesReplacedAt = :at REMOVE quietHours'
          : 'SET preferences = :cells, preferencesReplacedAt = :at, quietHours = :quietHours',
        seenVersion === undefined ? '' : ` AND (${isUnseen}preferencesVersion = :seen)`,
        {},
        {
          ':cells': cells,
          ':at': at,
          ...(quietHours === undefined ? {} : { ':quietHours': quietHours }),
          ...(seenVersion === undefined ? {} : { ':seen': seenVersion }),
        },
      );
    },
  };
};

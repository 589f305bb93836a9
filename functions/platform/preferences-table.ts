import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ChannelOrders } from '#core/channel-order.ts';
import type { Preferences, Provenance } from '#core/preferences.ts';
import type { QuietHours } from '#core/quiet-hours.ts';
import { Profile } from '#core/recipient.ts';
import { onlyIf } from './only-if.ts';
import { userKey } from './recipients-table.ts';

/** What a person, or the company for them, says at once. */
export interface Word {
  readonly cells: Preferences;
  readonly quietHours: QuietHours | undefined;
  /** By category; merged one by one. */
  readonly channelOrder?: ChannelOrders | undefined;
  /** Where the person is, if they say so; only merged. */
  readonly timeZone?: string | undefined;
  /** Whose word it is. */
  readonly said: Provenance;
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
  /** A path needs its parent: most people never say in which order, and have none. */
  const makeRoomForOrders = async (userId: string) => {
    const made = await onlyIf(async () => {
      await dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: userKey(userId),
          UpdateExpression: 'SET channelOrder = if_not_exists(channelOrder, :none)',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeValues: { ':none': {} },
        }),
      );
      return true;
    });
    return made === true;
  };
  return {
    merge: async (userId, { cells, quietHours, channelOrder = {}, timeZone, said }) => {
      const entries = Object.entries(cells);
      const names: Record<string, string> = Object.fromEntries(
        entries.map(([cell], position) => [`#c${position}`, cell]),
      );
      const values: Record<string, unknown> = Object.fromEntries(
        entries.map(([, preference], position) => [`:c${position}`, preference]),
      );
      const sets = entries.map((_, position) => `preferences.#c${position} = :c${position}`);
      const orders = Object.entries(channelOrder);
      for (const [position, [category, order]] of orders.entries()) {
        names[`#o${position}`] = category;
        values[`:o${position}`] = order;
        sets.push(`channelOrder.#o${position} = :o${position}`);
      }
      if (orders.length > 0 && !(await makeRoomForOrders(userId))) return undefined;
      if (quietHours !== undefined) {
        sets.push('quietHours = :quietHours', 'quietHoursSaid = :said');
        values[':quietHours'] = quietHours;
        values[':said'] = said;
      }
      if (timeZone !== undefined) {
        // TIMEZONE is a reserved word.
        sets.push('#timeZone = :timeZone');
        names['#timeZone'] = 'timeZone';
        values[':timeZone'] = timeZone;
      }
      return update(userId, `SET ${sets.join(', ')}`, '', names, values);
    },
    replace: (userId, { cells, quietHours, channelOrder = {}, said }, seenVersion) => {
      const isUnseen = seenVersion === 0 ? 'attribute_not_exists(preferencesVersion) OR ' : '';
      const sets =
        'preferences = :cells, preferencesReplacedAt = :at, channelOrder = :channelOrder';
      return update(
        userId,
        quietHours === undefined
          ? `SET ${sets} REMOVE quietHours, quietHoursSaid`
          : `SET ${sets}, quietHours = :quietHours, quietHoursSaid = :said`,
        seenVersion === undefined ? '' : ` AND (${isUnseen}preferencesVersion = :seen)`,
        {},
        {
          ':cells': cells,
          ':at': said.at,
          // Emptied and never removed: a merge at the same time finds its place.
          ':channelOrder': channelOrder,
          ...(quietHours === undefined ? {} : { ':quietHours': quietHours, ':said': said }),
          ...(seenVersion === undefined ? {} : { ':seen': seenVersion }),
        },
      );
    },
  };
};

import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Preferences } from '#core/preferences.ts';
import type { Profile } from '#core/recipient.ts';
import { userKey } from './recipients-table.ts';

/** A change of a profile, by what was read of it before. */
export interface ProfileChange {
  readonly userId: string;
  /** Undefined for a profile that is not there yet. */
  readonly seen: Profile | undefined;
  readonly set: Readonly<Record<string, unknown>>;
  readonly remove?: readonly string[];
  /** The preferences to set; all others stay. */
  readonly cells: Preferences;
}

/** The update that makes a change, if since it was read nobody changed what it builds on. */
export const profileUpdate = (change: ProfileChange): Omit<UpdateCommandInput, 'TableName'> => {
  const { userId, seen, remove = [] } = change;
  const cells = seen === undefined ? [] : Object.entries(change.cells);
  const set = seen === undefined ? { ...change.set, preferences: change.cells } : change.set;
  const versions = {
    suppressionsVersion: seen?.suppressionsVersion ?? 0,
    ...(cells.length === 0 ? {} : { preferencesVersion: seen?.preferencesVersion ?? 0 }),
  };
  const built = seen === undefined ? {} : { seenAt: seen.updatedAt, ...presentOnly(versions) };
  const sets = [
    ...Object.keys(set).map((name) => `#${name} = :${name}`),
    ...cells.map((_, position) => `preferences.#cell${position} = :cell${position}`),
  ];
  const adds = Object.keys(versions).map((name) => `${name} :one`);
  const removes = remove.length === 0 ? '' : ` REMOVE ${remove.map(aliasOf).join(', ')}`;
  return {
    Key: userKey(userId),
    UpdateExpression: `SET ${sets.join(', ')}${removes} ADD ${adds.join(', ')}`,
    ConditionExpression:
      seen === undefined
        ? 'attribute_not_exists(pk)'
        : ['updatedAt = :seenAt', ...Object.entries(versions).map(isUnchanged)].join(' AND '),
    ExpressionAttributeNames: Object.fromEntries([
      ...[...Object.keys(set), ...remove].map((name) => [aliasOf(name), name]),
      ...cells.map(([cell], position) => [`#cell${position}`, cell]),
    ]),
    ExpressionAttributeValues: Object.fromEntries([
      ...Object.entries({ ...set, ...built, one: 1 }).map(([name, value]) => [`:${name}`, value]),
      ...cells.map(([, preference], position) => [`:cell${position}`, preference]),
    ]),
  };
};

/** Words such as `attributes` are reserved. */
const aliasOf = (name: string) => `#${name}`;

/** A version is absent until the first change. */
const isUnchanged = ([name, version]: readonly [string, number]) =>
  version === 0 ? `attribute_not_exists(${name})` : `${name} = :${name}`;

const presentOnly = (versions: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(versions).filter(([, version]) => version !== 0));

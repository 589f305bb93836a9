import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { UsageLog } from '#core/rate-limit.ts';
import { onlyIf } from './only-if.ts';

/** The item of the Recipients table that says what counts against a person's limits. */
export const usageKey = (recipientKey: string) => ({ pk: `${usageKeyPrefix}${recipientKey}` });
export const usageKeyPrefix = 'LIMIT#';

/** A log as it was read; version 0 where there was none. */
export interface StoredUsage {
  readonly log: UsageLog;
  readonly version: number;
}

export const noUsage: StoredUsage = { log: [], version: 0 };

const UsageItem = z.object({ pk: z.string(), log: UsageLog, version: z.int().positive() });

/** The logs among the items that were read, by their key. */
export const usagesIn = (
  items: readonly Readonly<Record<string, unknown>>[],
): ReadonlyMap<string, StoredUsage> =>
  new Map(
    items
      .filter(({ pk }) => typeof pk === 'string' && pk.startsWith(usageKeyPrefix))
      .map((item) => {
        const { pk, ...usage } = UsageItem.parse(item);
        return [pk, usage] as const;
      }),
  );

/** One person's log; for who asks about one notification. */
export type ReadUsage = (recipientKey: string) => Promise<StoredUsage>;

export const createReadUsage =
  (dynamo: DynamoDBDocumentClient, table: string): ReadUsage =>
  async (recipientKey) => {
    const key = usageKey(recipientKey);
    const { Item } = await dynamo.send(new GetCommand({ TableName: table, Key: key }));
    return (Item === undefined ? undefined : usagesIn([Item]).get(key.pk)) ?? noUsage;
  };

/** Writes a log in the place of the one that was read; false where somebody else was faster. */
export type WriteUsage = (
  recipientKey: string,
  read: StoredUsage,
  log: UsageLog,
  /** When no limit looks at any of it any more. */
  forgottenAt: number,
) => Promise<boolean>;

export const createWriteUsage =
  (dynamo: DynamoDBDocumentClient, table: string): WriteUsage =>
  async (recipientKey, { version }, log, forgottenAt) => {
    const written = await onlyIf(() =>
      dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: usageKey(recipientKey),
          UpdateExpression: 'SET #log = :log, version = :next, #ttl = :ttl',
          ConditionExpression:
            version === 0 ? 'attribute_not_exists(version)' : 'version = :version',
          ExpressionAttributeNames: { '#log': 'log', '#ttl': 'ttl' },
          ExpressionAttributeValues: {
            ':log': log,
            ':next': version + 1,
            ':ttl': Math.ceil(forgottenAt / 1000),
            ...(version === 0 ? {} : { ':version': version }),
          },
        }),
      ),
    );
    return written !== undefined;
  };

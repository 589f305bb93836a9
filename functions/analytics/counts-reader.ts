import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Counts, decodeCounts } from './segment.ts';

const CellsItem = z.object({ cells: z.instanceof(Uint8Array) });

/** The partition of what a day comes to: an item for each of its hours and shards. */
export const dayKey = (day: string): string => `DAY#${day}`;

/** The cells of every item of a partition of the Analytics table, in no order that matters; `consistent` costs double. */
export const readCells = async (
  dynamo: DynamoDBDocumentClient,
  table: string,
  pk: string,
  { consistent } = { consistent: false },
): Promise<readonly Uint8Array[]> => {
  const found: Uint8Array[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await dynamo.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        ConsistentRead: consistent,
        ExclusiveStartKey: start,
      }),
    );
    found.push(...Items.map((item) => CellsItem.parse(item).cells));
    start = LastEvaluatedKey;
  } while (start !== undefined);
  return found;
};

/** Reads what a day of UTC comes to, 2026-11-23, as far as it has been added up. */
export const createCountsReader =
  (dynamo: DynamoDBDocumentClient, table: string) =>
  async (day: string): Promise<readonly Counts[]> =>
    (await readCells(dynamo, table, dayKey(day))).map(decodeCounts);

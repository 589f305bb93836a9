import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Runtime } from './runtime.ts';

type Key = Readonly<Record<string, string>>;
type Item = Readonly<Record<string, unknown>>;

/** The keys to read from one table; a key may be named twice and is read once. */
export interface TableKeys {
  readonly table: string;
  readonly keys: readonly Key[];
  readonly consistent?: boolean;
}

/** DynamoDB: 100 keys a call. */
const maxKeys = 100;
const attempts = 6;
const pauseMs = 20;

/**
 * Reads items of several tables in one BatchGetItem, as long as they are at most 100; what DynamoDB
 * leaves unprocessed is asked for again, and a batch that stays incomplete throws.
 */
export const batchGet = async (
  dynamo: DynamoDBDocumentClient,
  requests: readonly TableKeys[],
  runtime: Runtime,
): Promise<ReadonlyMap<string, readonly Item[]>> => {
  const found = new Map<string, Item[]>(requests.map(({ table }) => [table, []]));
  let pending = merge(requests);
  for (let attempt = 1; pending.length > 0; attempt += 1) {
    const [now, later] = firstKeys(pending);
    const answer = await dynamo.send(
      new BatchGetCommand({
        RequestItems: Object.fromEntries(
          now.map(({ table, keys, consistent }) => [
            table,
            { Keys: [...keys], ConsistentRead: consistent ?? false },
          ]),
        ),
      }),
    );
    for (const [table, items] of Object.entries(answer.Responses ?? {})) {
      found.get(table)?.push(...items);
    }
    const unprocessed = now.flatMap(({ table, consistent }) => {
      const keys = answer.UnprocessedKeys?.[table]?.Keys ?? [];
      return keys.length === 0 ? [] : [{ table, keys, consistent: consistent ?? false }];
    });
    if (unprocessed.length > 0) {
      if (attempt >= attempts) throw new Error('DynamoDB left keys unprocessed again and again');
      await runtime.sleep(pauseMs * 2 ** attempt * (1 + runtime.random()));
    }
    pending = merge([...unprocessed, ...later]);
  }
  return found;
};

/** One entry per table, each key once. */
function merge(requests: readonly TableKeys[]): readonly TableKeys[] {
  const byTable = Map.groupBy(requests, ({ table }) => table);
  return [...byTable.values()].flatMap((sameTable) => {
    const [first] = sameTable;
    const keys = sameTable.flatMap((request) => request.keys);
    const distinct = [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()];
    return first === undefined || distinct.length === 0 ? [] : [{ ...first, keys: distinct }];
  });
}

/** What fits into one call, and the rest. */
function firstKeys(requests: readonly TableKeys[]): [readonly TableKeys[], readonly TableKeys[]] {
  let room = maxKeys;
  const now: TableKeys[] = [];
  const later: TableKeys[] = [];
  for (const request of requests) {
    const taken = request.keys.slice(0, room);
    const left = request.keys.slice(room);
    room -= taken.length;
    if (taken.length > 0) now.push({ ...request, keys: taken });
    if (left.length > 0) later.push({ ...request, keys: left });
  }
  return [now, later];
}

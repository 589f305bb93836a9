import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { equalTo, meets } from './expressions/conditions.ts';
import type { Item, Substitutes } from './expressions/operands.ts';
import { refuseUnused } from './expressions/placeholders.ts';
import { applyUpdate } from './expressions/updates.ts';

export type Key = Readonly<Record<string, unknown>>;

/** A write, as its item was and is; undefined for none. */
export interface TableWrite {
  readonly table: string;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

/** The keys of an index, and how far it is behind its table. */
export interface TableIndex {
  readonly keys: readonly string[];
  readonly staleMs: number;
}

/** An in-memory table with DynamoDB's conditional writes; items are replaced and never changed. */
export interface Table {
  readonly name: string;
  get(key: Key): Item | undefined;
  /** As it was before its last write, if that is not longer ago than so many milliseconds. */
  getStale(key: Key, milliseconds: number): Item | undefined;
  put(item: Item, condition?: string, substitutes?: Substitutes): void;
  update(key: Key, update: string, condition?: string, substitutes?: Substitutes): Item;
  delete(key: Key, condition?: string, substitutes?: Substitutes): void;
  /** By key condition, in the order of the sort key; by an index as it was up to so many milliseconds ago. */
  query(condition: string, substitutes: Substitutes, index?: TableIndex): readonly Item[];
  items(): Iterable<Item>;
  /** The key of an item. */
  keyOf(item: Item): Item;
}

export interface TableOptions {
  readonly name: string;
  readonly keys: readonly string[];
  readonly now: () => number;
  readonly onWrite: (write: TableWrite) => void;
}

interface Stored {
  readonly item: Item | undefined;
  readonly before: Item | undefined;
  readonly changedAt: number;
}

const none: Substitutes = { names: {}, values: {} };

export const createTable = ({ name, keys, now, onWrite }: TableOptions): Table => {
  const [partitionKey = ''] = keys;
  const stored = new Map<string, Stored>();
  /** By partition key, for queries. */
  const partitions = new Map<string, Map<string, Stored>>();
  const nameOf = (key: Key) =>
    keys.length === 1
      ? String(key[partitionKey])
      : keys.map((part) => String(key[part])).join('\u0000');
  const get = (key: Key) => stored.get(nameOf(key))?.item;

  const partitionOf = (value: unknown) => {
    const known = partitions.get(String(value)) ?? new Map<string, Stored>();
    partitions.set(String(value), known);
    return known;
  };

  const write = (key: Key, before: Item | undefined, after: Item | undefined) => {
    const entry: Stored = { item: after, before, changedAt: now() };
    stored.set(nameOf(key), entry);
    if (keys.length > 1) partitionOf(key[partitionKey]).set(nameOf(key), entry);
    onWrite({ table: name, before, after });
  };

  const check = (
    item: Item | undefined,
    condition: string | undefined,
    substitutes: Substitutes,
    update?: string,
  ) => {
    refuseUnused(update, condition, substitutes);
    if (!meets(condition, item, substitutes)) throw conditionFailed();
  };

  return {
    name,
    get,
    getStale: (key, milliseconds) => {
      const entry = stored.get(nameOf(key));
      if (entry === undefined) return undefined;
      return now() - entry.changedAt <= milliseconds ? entry.before : entry.item;
    },
    put: (item, condition, substitutes = none) => {
      const before = get(item);
      check(before, condition, substitutes);
      write(item, before, withoutUndefined(item));
    },
    update: (key, update, condition, substitutes = none) => {
      const before = get(key);
      check(before, condition, substitutes, update);
      const values = withoutUndefined(substitutes.values);
      const after = applyUpdate(update, before ?? key, { names: substitutes.names, values });
      write(key, before, after);
      return after;
    },
    delete: (key, condition, substitutes = none) => {
      const before = get(key);
      check(before, condition, substitutes);
      if (before !== undefined) write(key, before, undefined);
    },
    query: (condition, substitutes, index) => {
      refuseUnused(undefined, condition, substitutes);
      const sortKey = (index?.keys ?? keys).at(-1) ?? '';
      const [indexKey = ''] = index?.keys ?? [];
      const asked = equalTo(condition, index === undefined ? partitionKey : indexKey, substitutes);
      const isPartition = index === undefined && asked !== undefined;
      const seen = ({ item, before, changedAt }: Stored) =>
        index !== undefined && now() - changedAt < index.staleMs ? before : item;
      return [...(isPartition ? partitionOf(asked) : stored).values()]
        .map(seen)
        .filter((item) => item !== undefined)
        .filter((item) => index === undefined || item[indexKey] === asked)
        .filter((item) => meets(condition, item, substitutes))
        .sort((a, b) => (String(a[sortKey]) < String(b[sortKey]) ? -1 : 1));
    },
    keyOf: (item) => Object.fromEntries(keys.map((part) => [part, item[part]])),
    *items() {
      for (const { item } of stored.values()) if (item !== undefined) yield item;
    },
  };
};

function conditionFailed(): ConditionalCheckFailedException {
  return new ConditionalCheckFailedException({
    message: 'The conditional request failed',
    $metadata: { httpStatusCode: 400 },
  });
}

/** A copy of its own, as `removeUndefinedValues` marshals it. */
function withoutUndefined(value: Item): Item {
  const copy: Record<string, unknown> = {};
  for (const name in value) {
    const member = value[name];
    if (member !== undefined) copy[name] = copyOf(member);
  }
  return copy;
}

function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf);
  if (value instanceof Uint8Array) return value;
  const copy: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined) copy[name] = copyOf(member);
  }
  return copy;
}

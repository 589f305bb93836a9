import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';

/** A message as it is kept. */
const StoredMessage = z.object({
  id: z.string(),
  body: z.string(),
  attributes: z.string(),
  groupId: z.string().nullable(),
  sentAt: z.number(),
  visibleAt: z.number(),
  receiveCount: z.number(),
  firstReceivedAt: z.number().nullable(),
  sourceArn: z.string().nullable(),
  /** Of its latest receive. */
  handle: z.string().nullable(),
});
export type StoredMessage = Readonly<z.infer<typeof StoredMessage>>;

/** What a new message starts with. */
export interface NewMessage {
  readonly body: string;
  readonly attributes: string;
  readonly groupId: string | null;
  readonly sentAt: number;
  readonly visibleAt: number;
}

/** Queues and their messages on disk: a call that has returned is kept, whatever kills the process. */
export interface MessageStore {
  /** Makes a queue or gives it other attributes; its messages stay. */
  putQueue(name: string, attributes: Readonly<Record<string, string>>): void;
  queues(): readonly {
    readonly name: string;
    readonly attributes: Readonly<Record<string, string>>;
  }[];
  /** Runs several changes as one. */
  together<Result>(changes: () => Result): Result;
  add(queue: string, message: NewMessage): string;
  /** The oldest that are visible. */
  visible(queue: string, now: number, limit: number): readonly StoredMessage[];
  receive(id: string, handle: string, visibleAt: number, now: number): void;
  /** Into another queue, as if it had never been received. */
  move(id: string, toQueue: string, sourceArn: string | null, now: number): void;
  remove(queue: string, id: string): void;
  /** Only while that receive is the latest and has not timed out; whether it was. */
  changeVisibility(
    queue: string,
    id: string,
    handle: string,
    visibleAt: number,
    now: number,
  ): boolean;
  removeSentBefore(queue: string, sentAt: number): void;
  removeAll(queue: string): void;
  /** When the next message that is not visible now becomes so. */
  nextVisibleAt(queue: string, now: number): number | undefined;
  counts(
    queue: string,
    now: number,
  ): { readonly visible: number; readonly delayed: number; readonly inFlight: number };
  close(): void;
}

const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS queue (name TEXT PRIMARY KEY, attributes TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS message (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    queue TEXT NOT NULL,
    body TEXT NOT NULL,
    attributes TEXT NOT NULL,
    groupId TEXT,
    sentAt INTEGER NOT NULL,
    visibleAt INTEGER NOT NULL,
    receiveCount INTEGER NOT NULL DEFAULT 0,
    firstReceivedAt INTEGER,
    sourceArn TEXT,
    handle TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS message_by_visibility ON message (queue, visibleAt, number);
  CREATE INDEX IF NOT EXISTS message_by_age ON message (queue, sentAt);`;

const QueueRow = z.object({
  name: z.string(),
  attributes: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(z.record(z.string(), z.string())),
});
const NextRow = z.object({ next: z.number().nullable() });
const CountsRow = z.object({ visible: z.number(), delayed: z.number(), inFlight: z.number() });

/** Opens the store that is kept in a data directory. */
export const openMessageStore = (dataDir: string): MessageStore => {
  const database = new DatabaseSync(join(dataDir, 'queues.sqlite'));
  database.exec(schema);
  const sql = (text: string) => database.prepare(text);
  const putQueue = sql(
    'INSERT INTO queue VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET attributes = excluded.attributes',
  );
  const selectQueues = sql('SELECT name, attributes FROM queue ORDER BY name');
  const insert = sql(
    'INSERT INTO message (id, queue, body, attributes, groupId, sentAt, visibleAt) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const selectVisible = sql(
    'SELECT * FROM message WHERE queue = ? AND visibleAt <= ? ORDER BY visibleAt, number LIMIT ?',
  );
  const receive = sql(
    'UPDATE message SET handle = ?, visibleAt = ?, receiveCount = receiveCount + 1, ' +
      'firstReceivedAt = coalesce(firstReceivedAt, ?) WHERE id = ?',
  );
  const move = sql(
    'UPDATE message SET queue = ?, sourceArn = ?, visibleAt = ?, receiveCount = 0, ' +
      'firstReceivedAt = NULL, handle = NULL WHERE id = ?',
  );
  const remove = sql('DELETE FROM message WHERE queue = ? AND id = ?');
  const changeVisibility = sql(
    'UPDATE message SET visibleAt = ? WHERE queue = ? AND id = ? AND handle = ? AND visibleAt > ?',
  );
  const removeOld = sql('DELETE FROM message WHERE queue = ? AND sentAt < ?');
  const removeAll = sql('DELETE FROM message WHERE queue = ?');
  const selectNext = sql(
    'SELECT min(visibleAt) AS next FROM message WHERE queue = ? AND visibleAt > ?',
  );
  const selectCounts = sql(
    'SELECT count(*) FILTER (WHERE visibleAt <= $now) AS visible, ' +
      'count(*) FILTER (WHERE visibleAt > $now AND handle IS NULL) AS delayed, ' +
      'count(*) FILTER (WHERE visibleAt > $now AND handle IS NOT NULL) AS inFlight ' +
      'FROM message WHERE queue = $queue',
  );
  return {
    putQueue: (name, attributes) => {
      putQueue.run(name, JSON.stringify(attributes));
    },
    queues: () => selectQueues.all().map((row) => QueueRow.parse(row)),
    together: (changes) => {
      database.exec('BEGIN');
      try {
        const result = changes();
        database.exec('COMMIT');
        return result;
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    },
    add: (queue, { body, attributes, groupId, sentAt, visibleAt }) => {
      const id = randomUUID();
      insert.run(id, queue, body, attributes, groupId, sentAt, visibleAt);
      return id;
    },
    visible: (queue, now, limit) =>
      selectVisible.all(queue, now, limit).map((row) => StoredMessage.parse(row)),
    receive: (id, handle, visibleAt, now) => {
      receive.run(handle, visibleAt, now, id);
    },
    move: (id, toQueue, sourceArn, now) => {
      move.run(toQueue, sourceArn, now, id);
    },
    remove: (queue, id) => {
      remove.run(queue, id);
    },
    changeVisibility: (queue, id, handle, visibleAt, now) =>
      Number(changeVisibility.run(visibleAt, queue, id, handle, now).changes) > 0,
    removeSentBefore: (queue, sentAt) => {
      removeOld.run(queue, sentAt);
    },
    removeAll: (queue) => {
      removeAll.run(queue);
    },
    nextVisibleAt: (queue, now) => NextRow.parse(selectNext.get(queue, now)).next ?? undefined,
    counts: (queue, now) => CountsRow.parse(selectCounts.get({ $now: now, $queue: queue })),
    close: () => database.close(),
  };
};

import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { OutboxChannel, OutboxMessage } from './outbox-message.ts';

/** What a provider has yet to say about a message: published as soon as it is stored. */
export interface Report {
  /** Who reports: each provider reads its own. */
  readonly source: string;
  /** JSON. */
  readonly body: unknown;
}

/** A report that is not yet handed over. */
export interface PendingReport {
  readonly number: number;
  readonly body: unknown;
}

/** Which messages are asked for. */
export interface OutboxSearch {
  readonly channel?: OutboxChannel | undefined;
  /** A part of the recipient, in whatever case. */
  readonly recipient?: string | undefined;
}

/** Everything that was sent to people, on disk before a call returns. */
export interface Outbox {
  /** Keeps a message together with what is to be reported of it, and a provider's own notes on it. */
  add(
    message: OutboxMessage,
    reports?: readonly Report[],
    notes?: unknown,
    files?: readonly Uint8Array[],
  ): void;
  /** Oldest first. */
  list(channel?: OutboxChannel): readonly OutboxMessage[];
  /** Newest first, no more than `limit`. */
  newest(search: OutboxSearch, limit: number): readonly OutboxMessage[];
  /** How many there are on each channel that has any. */
  counts(recipient?: string): ReadonlyMap<OutboxChannel, number>;
  find(id: string): OutboxMessage | undefined;
  /** What goes with a mail, counted from 1. */
  fileOf(id: string, number: number): Uint8Array | undefined;
  /** What the provider noted with the message. */
  notesOf(id: string): unknown;
  addReport(report: Report): void;
  pendingReports(source: string, limit: number): readonly PendingReport[];
  removeReport(number: number): void;
  /** Calls back after every write, until the function that it returns is called. */
  onChange(listener: () => void): () => void;
  close(): void;
}

const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS message (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    channel TEXT NOT NULL,
    content TEXT NOT NULL,
    notes TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS message_by_channel ON message (channel, number);
  CREATE TABLE IF NOT EXISTS file (
    message TEXT NOT NULL,
    number INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (message, number)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS report (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    source TEXT NOT NULL,
    body TEXT NOT NULL
  ) STRICT;`;

const MessageRow = z.object({ content: z.string(), notes: z.string() });
const CountRow = z.object({ channel: OutboxChannel, count: z.int() });
const FileRow = z.object({ content: z.instanceof(Uint8Array) });
const ReportRow = z.object({ number: z.int(), body: z.string() });

/** Opens the outbox that is kept in a data directory. */
export const openOutbox = (dataDir: string): Outbox => {
  const database = new DatabaseSync(join(dataDir, 'outbox.sqlite'));
  database.exec(schema);
  const insertMessage = database.prepare(
    'INSERT INTO message (id, channel, content, notes) VALUES (?, ?, ?, ?)',
  );
  const selectAll = database.prepare('SELECT content, notes FROM message ORDER BY number');
  const selectChannel = database.prepare(
    'SELECT content, notes FROM message WHERE channel = ? ORDER BY number',
  );
  const sentTo = `(:recipient = '' OR instr(lower(content ->> '$.to'), lower(:recipient)) > 0)`;
  const selectNewest = database.prepare(
    `SELECT content, notes FROM message WHERE (:channel = '' OR channel = :channel) AND ${sentTo}
     ORDER BY number DESC LIMIT :limit`,
  );
  const countByChannel = database.prepare(
    `SELECT channel, count(*) AS count FROM message WHERE ${sentTo} GROUP BY channel`,
  );
  const selectOne = database.prepare('SELECT content, notes FROM message WHERE id = ?');
  const insertFile = database.prepare(
    'INSERT INTO file (message, number, content) VALUES (?, ?, ?)',
  );
  const selectFile = database.prepare('SELECT content FROM file WHERE message = ? AND number = ?');
  const insertReport = database.prepare('INSERT INTO report (source, body) VALUES (?, ?)');
  const selectReports = database.prepare(
    'SELECT number, body FROM report WHERE source = ? ORDER BY number LIMIT ?',
  );
  const deleteReport = database.prepare('DELETE FROM report WHERE number = ?');
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  const rowOf = (id: string) => MessageRow.optional().parse(selectOne.get(id));
  const addReport = ({ source, body }: Report) => insertReport.run(source, JSON.stringify(body));

  return {
    add: (message, reports = [], notes = null, files = []) => {
      const content = JSON.stringify(message);
      database.exec('BEGIN');
      try {
        insertMessage.run(message.id, message.channel, content, JSON.stringify(notes));
        for (const [position, file] of files.entries()) {
          insertFile.run(message.id, position + 1, file);
        }
        reports.forEach(addReport);
        database.exec('COMMIT');
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
      changed();
    },
    list: (channel) =>
      (channel === undefined ? selectAll.all() : selectChannel.all(channel)).map(toMessage),
    newest: ({ channel = '', recipient = '' }, limit) =>
      selectNewest.all({ channel, recipient, limit }).map(toMessage),
    counts: (recipient = '') =>
      new Map(
        countByChannel.all({ recipient }).map((row) => {
          const { channel, count } = CountRow.parse(row);
          return [channel, count];
        }),
      ),
    find: (id) => {
      const row = rowOf(id);
      return row === undefined ? undefined : toMessage(row);
    },
    fileOf: (id, number) => FileRow.optional().parse(selectFile.get(id, number))?.content,
    notesOf: (id) => {
      const row = rowOf(id);
      return row === undefined ? undefined : parseJson(row.notes);
    },
    addReport: (report) => {
      addReport(report);
      changed();
    },
    pendingReports: (source, limit) =>
      selectReports.all(source, limit).map((row) => {
        const { number, body } = ReportRow.parse(row);
        return { number, body: parseJson(body) };
      }),
    removeReport: (number) => {
      deleteReport.run(number);
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => database.close(),
  };
};

function toMessage(row: unknown): OutboxMessage {
  return OutboxMessage.parse(parseJson(MessageRow.parse(row).content));
}

function parseJson(text: string): unknown {
  return JSON.parse(text);
}

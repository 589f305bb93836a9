import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { ScheduleDefinition } from './schedule-definition.ts';

/** What names a schedule. */
export interface ScheduleKey {
  readonly group: string;
  readonly name: string;
}

/** A schedule as it is kept. */
export interface Schedule extends ScheduleKey {
  /** Of the call that created it: a repeat of that call is no conflict. */
  readonly clientToken: string | null;
  /** When it fires next; null when it will not. */
  readonly dueAt: number | null;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly definition: ScheduleDefinition;
}

/** A place in the order in which schedules fall due. */
interface DuePlace {
  readonly dueAt: number;
  readonly number: number;
}

/** A schedule that has fallen due. */
export type DueSchedule = Schedule & DuePlace;

/** Every schedule, on disk before a call returns. */
export interface ScheduleStore {
  addGroup(name: string): void;
  hasGroup(name: string): boolean;
  find(key: ScheduleKey): Schedule | undefined;
  /** Adds a schedule, or replaces the one of its name. */
  put(schedule: Schedule): void;
  /** Says whether there was one. */
  remove(key: ScheduleKey): boolean;
  /** By group and name, after a given one. */
  list(after: ScheduleKey, limit: number): readonly Schedule[];
  /** What is due, oldest first, after a given place. */
  due(now: number, after: DuePlace, limit: number): readonly DueSchedule[];
  /** Deletes what was fired, or keeps it without a time; not what was changed meanwhile. */
  complete(schedule: DueSchedule): void;
  /** When the next one falls due. */
  nextDueAt(): number | undefined;
  close(): void;
}

const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS schedule_group (name TEXT PRIMARY KEY) STRICT;
  INSERT OR IGNORE INTO schedule_group VALUES ('default');
  CREATE TABLE IF NOT EXISTS schedule (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    schedule_group TEXT NOT NULL,
    name TEXT NOT NULL,
    client_token TEXT,
    due_at INTEGER,
    created_at INTEGER NOT NULL,
    modified_at INTEGER NOT NULL,
    definition TEXT NOT NULL,
    UNIQUE (schedule_group, name)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS schedule_by_due ON schedule (due_at, number)
    WHERE due_at IS NOT NULL;`;

const columns = `number, schedule_group AS "group", name, client_token AS clientToken,
  due_at AS dueAt, created_at AS createdAt, modified_at AS modifiedAt, definition`;

const Row = z.object({
  number: z.int(),
  group: z.string(),
  name: z.string(),
  clientToken: z.string().nullable(),
  dueAt: z.int().nullable(),
  createdAt: z.int(),
  modifiedAt: z.int(),
  definition: z.string().transform((text) => ScheduleDefinition.parse(JSON.parse(text))),
});
const DueRow = Row.extend({ dueAt: z.int() });
const NextRow = z.object({ dueAt: z.int().nullable() });

/** Opens the schedules that are kept in a data directory. */
export const openScheduleStore = (dataDir: string): ScheduleStore => {
  mkdirSync(dataDir, { recursive: true });
  const database = new DatabaseSync(join(dataDir, 'scheduler.sqlite'));
  database.exec(schema);
  const insertGroup = database.prepare('INSERT OR IGNORE INTO schedule_group VALUES (?)');
  const selectGroup = database.prepare('SELECT name FROM schedule_group WHERE name = ?');
  const selectOne = database.prepare(
    `SELECT ${columns} FROM schedule WHERE schedule_group = ? AND name = ?`,
  );
  // A new number each time: a schedule that is replaced while it fires is another one.
  const replace = database.prepare(
    `INSERT OR REPLACE INTO schedule
      (schedule_group, name, client_token, due_at, created_at, modified_at, definition)
      VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const deleteByKey = database.prepare(
    'DELETE FROM schedule WHERE schedule_group = ? AND name = ?',
  );
  const selectPage = database.prepare(
    `SELECT ${columns} FROM schedule WHERE (schedule_group, name) > (?, ?)
      ORDER BY schedule_group, name LIMIT ?`,
  );
  const selectDue = database.prepare(
    `SELECT ${columns} FROM schedule WHERE due_at <= ? AND (due_at, number) > (?, ?)
      ORDER BY due_at, number LIMIT ?`,
  );
  const deleteByNumber = database.prepare('DELETE FROM schedule WHERE number = ?');
  const clearDue = database.prepare('UPDATE schedule SET due_at = NULL WHERE number = ?');
  const selectNext = database.prepare(
    'SELECT MIN(due_at) AS dueAt FROM schedule WHERE due_at IS NOT NULL',
  );

  return {
    addGroup: (name) => {
      insertGroup.run(name);
    },
    hasGroup: (name) => selectGroup.get(name) !== undefined,
    find: ({ group, name }) => Row.optional().parse(selectOne.get(group, name)),
    put: ({ group, name, clientToken, dueAt, createdAt, modifiedAt, definition }) => {
      const text = JSON.stringify(definition);
      replace.run(group, name, clientToken, dueAt, createdAt, modifiedAt, text);
    },
    remove: ({ group, name }) => deleteByKey.run(group, name).changes > 0,
    list: ({ group, name }, limit) =>
      selectPage.all(group, name, limit).map((row) => Row.parse(row)),
    due: (now, after, limit) =>
      selectDue.all(now, after.dueAt, after.number, limit).map((row) => DueRow.parse(row)),
    complete: ({ number, definition }) => {
      const isDeleted = definition.ActionAfterCompletion === 'DELETE';
      (isDeleted ? deleteByNumber : clearDue).run(number);
    },
    nextDueAt: () => NextRow.parse(selectNext.get()).dueAt ?? undefined,
    close: () => database.close(),
  };
};

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';

/** A device that push reaches, as a platform application knows it. */
export interface PlatformEndpoint {
  readonly arn: string;
  readonly applicationArn: string;
  readonly token: string;
  readonly isEnabled: boolean;
  readonly customUserData: string;
}

/** Every platform endpoint, on disk before a call returns. */
export interface EndpointStore {
  find(arn: string): PlatformEndpoint | undefined;
  findByToken(applicationArn: string, token: string): PlatformEndpoint | undefined;
  /** Adds an endpoint, or replaces the one of its ARN. */
  put(endpoint: PlatformEndpoint): void;
  remove(arn: string): void;
  /** By ARN, after a given one. */
  list(applicationArn: string, afterArn: string, limit: number): readonly PlatformEndpoint[];
  close(): void;
}

const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS platform_endpoint (
    arn TEXT PRIMARY KEY,
    application_arn TEXT NOT NULL,
    token TEXT NOT NULL,
    is_enabled INTEGER NOT NULL,
    custom_user_data TEXT NOT NULL,
    UNIQUE (application_arn, token)
  ) STRICT;`;

const columns = `arn, application_arn AS applicationArn, token, is_enabled AS isEnabled,
  custom_user_data AS customUserData`;

const Row = z.object({
  arn: z.string(),
  applicationArn: z.string(),
  token: z.string(),
  isEnabled: z.int().transform((flag) => flag === 1),
  customUserData: z.string(),
});

/** Opens the platform endpoints that are kept in a data directory. */
export const openEndpointStore = (dataDir: string): EndpointStore => {
  mkdirSync(dataDir, { recursive: true });
  const database = new DatabaseSync(join(dataDir, 'sns.sqlite'));
  database.exec(schema);
  const selectOne = database.prepare(`SELECT ${columns} FROM platform_endpoint WHERE arn = ?`);
  const selectByToken = database.prepare(
    `SELECT ${columns} FROM platform_endpoint WHERE application_arn = ? AND token = ?`,
  );
  const upsert = database.prepare(
    `INSERT INTO platform_endpoint (arn, application_arn, token, is_enabled, custom_user_data)
      VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (arn) DO UPDATE SET token = excluded.token,
        is_enabled = excluded.is_enabled, custom_user_data = excluded.custom_user_data`,
  );
  const deleteOne = database.prepare('DELETE FROM platform_endpoint WHERE arn = ?');
  const selectPage = database.prepare(
    `SELECT ${columns} FROM platform_endpoint WHERE application_arn = ? AND arn > ?
      ORDER BY arn LIMIT ?`,
  );
  return {
    find: (arn) => Row.optional().parse(selectOne.get(arn)),
    findByToken: (applicationArn, token) =>
      Row.optional().parse(selectByToken.get(applicationArn, token)),
    put: ({ arn, applicationArn, token, isEnabled, customUserData }) => {
      upsert.run(arn, applicationArn, token, isEnabled ? 1 : 0, customUserData);
    },
    remove: (arn) => {
      deleteOne.run(arn);
    },
    list: (applicationArn, afterArn, limit) =>
      selectPage.all(applicationArn, afterArn, limit).map((row) => Row.parse(row)),
    close: () => database.close(),
  };
};

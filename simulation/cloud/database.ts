import type { NotificationRecord } from '#core/notification.ts';
import { asRecord } from '../judge/watch-writes.ts';
import { tableKeys } from '../settings.ts';
import { createTable, type Table, type TableOptions } from './tables.ts';

type TableName = keyof typeof tableKeys;

/** All tables of a world. */
export interface Database {
  /** By name. */
  readonly tables: ReadonlyMap<string, Table>;
  tableOf(name: TableName): Table;
  /** A notification as it stands. */
  record(notificationId: string): NotificationRecord | undefined;
}

/** Empty tables, with somebody who watches the writes to some of them. */
export const createDatabase = (
  now: () => number,
  onWriteTo: Partial<Record<TableName, TableOptions['onWrite']>>,
): Database => {
  const watchers: Readonly<Record<string, TableOptions['onWrite'] | undefined>> = onWriteTo;
  const tables = new Map(
    Object.entries(tableKeys).map(([name, keys]) => [
      name,
      createTable({ name, keys, now, onWrite: watchers[name] ?? (() => {}) }),
    ]),
  );
  const tableOf: Database['tableOf'] = (name) => {
    const table = tables.get(name);
    if (table === undefined) throw new Error(`There is no table ${name}`);
    return table;
  };
  const notifications = tableOf('notifications');
  return {
    tables,
    tableOf,
    record: (notificationId) => asRecord(notifications.get({ notificationId })),
  };
};

import { join } from 'node:path';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { localEnvironment } from '#local/cloudformation/assembly.ts';
import { createTable } from './create-table.ts';
import { type ExpiringTable, expireItems } from './expire-items.ts';
import { TableDefinition } from './table-definition.ts';
import { startTablesThread } from './tables-thread.ts';

interface TablesOptions {
  readonly dataDir: string;
  /** Items expire by it. */
  readonly clock: {
    now(): number;
    onAdvance?(listener: () => void): () => void;
  };
  /** 0 takes a free one. */
  readonly port: number;
  /** Told when the tables end by themselves, or a sweep fails; without it, the process ends. */
  readonly onError?: (error: unknown) => void;
}

/** DynamoDB on this machine, on disk. */
export interface Tables {
  readonly url: string;
  /**
   * Creates a table, unless it is there already, from the properties of an AWS::DynamoDB::GlobalTable
   * or Table and its TableName.
   */
  createTable(properties: unknown): Promise<void>;
  /** Deletes what has expired by the local clock; done when it is gone. */
  sweep(): Promise<void>;
  close(): Promise<void>;
}

/** How long an expired item may stay, and how much of the time may go into looking for such items. */
const sweepEveryMs = 10_000;
const shareOfTime = 0.05;

/** Starts the tables that are kept in a data directory. */
export const startTables = async ({
  dataDir,
  clock,
  port,
  onError = endProcess,
}: TablesOptions): Promise<Tables> => {
  const path = join(dataDir, 'dynamodb');
  let isOpen = false;
  let crash: Error | undefined;
  const thread = await startTablesThread({ path, port }, (error) => {
    crash = error;
    if (isOpen) onError(error);
  });
  const url = `http://127.0.0.1:${thread.port}`;
  const dynamo = new DynamoDBClient({
    endpoint: url,
    region: localEnvironment.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    // Nothing comes between here and the thread: what fails once fails again.
    maxAttempts: 1,
  });
  // The thread listens before it has opened its files.
  try {
    await dynamo.send(new ListTablesCommand());
    isOpen = true;
  } catch (error) {
    dynamo.destroy();
    await thread.close();
    throw new Error(`The tables in ${path} cannot be opened: is another process using them?`, {
      cause: crash ?? error,
    });
  }

  const expiring = new Map<string, ExpiringTable>();
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  let sweeping: Promise<void> = Promise.resolve();

  const expireAll = async (): Promise<void> => {
    const startedAt = performance.now();
    for (const table of expiring.values()) {
      if (isClosed) return;
      await expireItems(dynamo, table, Math.floor(clock.now() / 1000));
    }
    rest((performance.now() - startedAt) / shareOfTime);
  };
  const sweep = (): Promise<void> => {
    sweeping = sweeping.catch(() => undefined).then(expireAll);
    return sweeping;
  };
  const sweepAlone = () => {
    sweep().catch((error) => {
      if (isClosed || crash !== undefined) return;
      onError(new Error('Expired items could not be deleted.', { cause: error }));
      rest();
    });
  };
  const rest = (leastMs = 0) => {
    clearTimeout(timer);
    if (!isClosed) timer = setTimeout(sweepAlone, Math.max(sweepEveryMs, leastMs)).unref();
  };
  rest();
  const stopListening = clock.onAdvance?.(sweepAlone);

  return {
    url,
    createTable: async (properties) => {
      if (crash !== undefined) throw crash;
      const definition = TableDefinition.parse(properties);
      const { table, expiresBy } = definition;
      await createTable(dynamo, definition);
      if (expiresBy === undefined) return;
      const keyNames = table.KeySchema.map(({ AttributeName }) => AttributeName);
      expiring.set(table.TableName, { name: table.TableName, keyNames, expiresBy });
    },
    sweep,
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      stopListening?.();
      await sweeping.catch(() => undefined);
      dynamo.destroy();
      await thread.close();
    },
  };
};

/** What is on disk is whole: ending loudly is better than answering no call. */
function endProcess(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}

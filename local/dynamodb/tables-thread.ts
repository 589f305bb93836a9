import { mkdirSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { closeTables, type TablesWorkerReport, type TablesWorkerStart } from './worker-protocol.ts';

/** A running thread that serves the tables. */
export interface TablesThread {
  readonly port: number;
  /** Ends the thread once everything is written. */
  close(): Promise<void>;
}

/** Starts the thread and waits until it listens; `onCrash` is told when it ends by itself later. */
export const startTablesThread = async (
  start: TablesWorkerStart,
  onCrash: (error: Error) => void,
): Promise<TablesThread> => {
  mkdirSync(start.path, { recursive: true });
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: start });
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  let isStarting = true;
  let isClosing = false;
  const port = await new Promise<number>((resolve, reject) => {
    const fail = (message: string, cause?: unknown) => {
      const error = new Error(`The tables in ${start.path} ${message}`, { cause });
      if (isStarting) reject(error);
      else if (!isClosing) onCrash(error);
      isClosing = true;
    };
    worker.on('error', (error) => fail(`failed: ${String(error)}`, error));
    worker.on('exit', (code) => fail(`ended by themselves with code ${code}.`));
    worker.on('message', (report: TablesWorkerReport) => {
      if (report.kind === 'failed') return fail(`cannot be served: ${report.message}`);
      isStarting = false;
      resolve(report.port);
    });
  }).catch(async (error) => {
    await worker.terminate();
    throw error;
  });
  return {
    port,
    close: async () => {
      isClosing = true;
      worker.postMessage(closeTables);
      const kill = setTimeout(() => void worker.terminate(), closeMs);
      await exited;
      clearTimeout(kill);
    },
  };
};

/** Every write is on disk before it is answered, so that ending hard after this long loses nothing. */
const closeMs = 2_000;

import { openSync, writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { patchDate } from '#local/clock-patch.ts';
import { createContext } from './context.ts';
import { toFunctionError } from './function-error.ts';
import type { InvokeRequest, WorkerReport, WorkerStart } from './protocol.ts';

/** One container of a function: loads its bundle once, then runs one invocation at a time. */
const start: WorkerStart = workerData;
const log = openSync(start.logFile, 'a');
logInto(process.stdout);
logInto(process.stderr);
patchDate(start.clockOffset);

type Handler = (event: unknown, context: unknown) => unknown;

try {
  const module: Record<string, unknown> = await import(pathToFileURL(start.file).href);
  const handler = module[start.exportName];
  if (!isHandler(handler)) {
    throw new Error(`${start.exportName} is undefined or not exported`);
  }
  parentPort?.on('message', (request: InvokeRequest) => void run(handler, request));
  report({ kind: 'ready' });
} catch (error) {
  report({ kind: 'init-failed', error: record(error) });
}

async function run(handler: Handler, { requestId, payload, timeoutMs }: InvokeRequest) {
  try {
    const event: unknown = JSON.parse(payload);
    const result = await handler(event, createContext(start, requestId, timeoutMs));
    report({ kind: 'succeeded', payload: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    report({ kind: 'failed', error: record(error, requestId) });
  }
}

function isHandler(value: unknown): value is Handler {
  return typeof value === 'function';
}

function report(message: WorkerReport): void {
  parentPort?.postMessage(message);
}

/** Lambda logs an error that leaves the handler, whole. */
function record(error: unknown, requestId?: string) {
  const described = toFunctionError(error);
  const line = { level: 'ERROR', requestId, ...described };
  writeSync(log, `${JSON.stringify(line)}\n`);
  return described;
}

/** Writes at once: what a container logged before it was killed is in the file. */
function logInto(stream: NodeJS.WriteStream): void {
  stream.write = (
    chunk: string | Uint8Array,
    encoding?: unknown,
    callback?: (error?: Error | null) => void,
  ): boolean => {
    writeSync(log, typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
    const done = typeof encoding === 'function' ? encoding : callback;
    if (done !== undefined) queueMicrotask(() => done());
    return true;
  };
}

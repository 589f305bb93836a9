import { Worker } from 'node:worker_threads';
import type { FunctionDefinition } from './function-definition.ts';
import { FunctionFailure, toFunctionError } from './function-error.ts';
import type { FunctionError, InvokeRequest, WorkerReport, WorkerStart } from './protocol.ts';

/** A worker thread that runs one function, one invocation at a time. */
export interface Container {
  invoke(requestId: string, payload: string): Promise<string>;
  /** False once it was killed or has ended by itself. */
  readonly isAlive: boolean;
  stop(): Promise<void>;
}

interface ContainerOptions {
  readonly definition: FunctionDefinition;
  /** The whole environment that the function sees. */
  readonly environment: Readonly<Record<string, string>>;
  readonly logFile: string;
  readonly clockOffset: SharedArrayBuffer;
}

/** Lambda allows 10 s of init beside the function's own timeout. */
const initTimeoutMs = 10_000;

/** Less than Lambda would give: the heap of a small function, and many of them on one machine. */
const maxHeapMb = 256;

/** Starts a container; its first invocation waits for the bundle to be loaded. */
export const startContainer = (options: ContainerOptions): Container => {
  const { definition, environment, logFile, clockOffset } = options;
  const workerData: WorkerStart = {
    file: definition.file,
    exportName: definition.exportName,
    functionName: definition.name,
    functionArn: definition.arn,
    memoryMb: definition.memoryMb,
    logFile,
    clockOffset,
  };
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData,
    env: { ...environment },
    name: definition.name,
    resourceLimits: { maxOldGenerationSizeMb: Math.min(maxHeapMb, definition.memoryMb) },
  });
  let isAlive = true;
  let waiting: ((report: WorkerReport) => void) | undefined;

  const nextReport = () =>
    new Promise<WorkerReport>((resolve) => {
      waiting = resolve;
    });
  const settle = (report: WorkerReport) => {
    waiting?.(report);
    waiting = undefined;
  };
  const end = (error: FunctionError) => {
    isAlive = false;
    settle({ kind: 'failed', error });
    void worker.terminate();
  };
  worker.on('message', settle);
  worker.on('error', (error) => end(toFunctionError(error)));
  worker.on('exit', (code) =>
    end({
      errorType: 'Runtime.ExitError',
      errorMessage: `The runtime exited (${code})`,
      trace: [],
    }),
  );

  const within = async (milliseconds: number, report: Promise<WorkerReport>) => {
    const timer = setTimeout(
      () =>
        end({
          errorType: 'Sandbox.Timedout',
          errorMessage: `Task timed out after ${(milliseconds / 1000).toFixed(2)} seconds`,
          trace: [],
        }),
      milliseconds,
    );
    try {
      return await report;
    } finally {
      clearTimeout(timer);
    }
  };
  const init = within(initTimeoutMs, nextReport());
  const fail = (error: FunctionError): never => {
    throw new FunctionFailure(definition.name, error);
  };

  return {
    get isAlive() {
      return isAlive;
    },
    invoke: async (requestId, payload) => {
      const started = await init;
      if (started.kind !== 'ready') {
        isAlive = false;
        void worker.terminate();
        return fail('error' in started ? started.error : unexpected(started));
      }
      const timeoutMs = definition.timeoutSeconds * 1000;
      const answer = nextReport();
      const request: InvokeRequest = { requestId, payload, timeoutMs };
      worker.postMessage(request);
      const report = await within(timeoutMs, answer);
      if (report.kind === 'succeeded') return report.payload;
      return fail('error' in report ? report.error : unexpected(report));
    },
    stop: async () => {
      isAlive = false;
      await worker.terminate();
    },
  };
};

function unexpected(report: WorkerReport): FunctionError {
  return { errorType: 'Runtime.Unknown', errorMessage: `Out of turn: ${report.kind}`, trace: [] };
}

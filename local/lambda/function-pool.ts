import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Container, startContainer } from './container.ts';
import type { FunctionDefinition } from './function-definition.ts';
import { localEnvironment } from './local-environment.ts';

/** Runs functions by name. */
export interface FunctionPool {
  /** Invokes and waits; throws a FunctionFailure, or a PayloadTooLarge. The answer is JSON. */
  invoke(functionName: string, payload: string): Promise<string>;
  /** Starts a container of each function, so that the first call finds it warm. */
  warm(functionNames: readonly string[]): void;
  close(): Promise<void>;
}

interface FunctionPoolOptions {
  readonly functions: readonly FunctionDefinition[];
  readonly dataDir: string;
  readonly clockOffset: SharedArrayBuffer;
  /** AWS_ENDPOINT_URL_SQS and its siblings. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** Containers of one function at a time; further invocations wait for one to be free. */
  readonly maxContainers?: number;
}

/** A payload that Lambda would not take. */
export class PayloadTooLarge extends Error {
  override readonly name = 'PayloadTooLarge';
}

/** Lambda takes 6 MB for a synchronous call. */
const maxPayloadBytes = 6 * 1024 * 1024;

/** Enough that a slow provider does not stop everything, few enough for a laptop. */
const defaultMaxContainers = 8;

/** A pool of warm containers for each function. */
export const createFunctionPool = (options: FunctionPoolOptions): FunctionPool => {
  const logDir = join(options.dataDir, 'logs');
  mkdirSync(logDir, { recursive: true });
  const fleets = new Map(
    options.functions.map((definition) => [
      definition.name,
      createFleet(options.maxContainers ?? defaultMaxContainers, () =>
        startContainer({
          definition,
          environment: localEnvironment(definition, options.endpoints),
          logFile: join(logDir, `${definition.name}.log`),
          clockOffset: options.clockOffset,
        }),
      ),
    ]),
  );
  const fleetOf = (functionName: string) => {
    const fleet = fleets.get(functionName);
    if (fleet === undefined) throw new Error(`There is no function ${functionName}.`);
    return fleet;
  };
  return {
    invoke: async (functionName, payload) => {
      const bytes = Buffer.byteLength(payload);
      if (bytes > maxPayloadBytes) throw new PayloadTooLarge(`${bytes} bytes`);
      const fleet = fleetOf(functionName);
      const container = await fleet.take();
      try {
        return await container.invoke(randomUUID(), payload);
      } finally {
        fleet.giveBack(container);
      }
    },
    warm: (functionNames) => {
      for (const name of functionNames) fleetOf(name).warm();
    },
    close: async () => {
      await Promise.all([...fleets.values()].map((fleet) => fleet.close()));
    },
  };
};

/** The containers of one function: the one that worked last is taken first, so that few stay warm. */
function createFleet(max: number, start: () => Container) {
  const all = new Set<Container>();
  const idle: Container[] = [];
  const queue: ((container: Container) => void)[] = [];
  const add = () => {
    const container = start();
    all.add(container);
    return container;
  };
  return {
    warm: () => {
      if (all.size === 0) idle.push(add());
    },
    take: (): Promise<Container> => {
      const warm = takeAlive();
      if (warm !== undefined) return Promise.resolve(warm);
      if (all.size < max) return Promise.resolve(add());
      return new Promise((resolve) => {
        queue.push(resolve);
      });
    },
    giveBack: (container: Container) => {
      if (!container.isAlive) all.delete(container);
      const next = queue.shift();
      if (next !== undefined) next(container.isAlive ? container : add());
      else if (container.isAlive) idle.push(container);
    },
    close: async () => {
      await Promise.all([...all].map((container) => container.stop()));
    },
  };

  function takeAlive(): Container | undefined {
    for (let container = idle.pop(); container !== undefined; container = idle.pop()) {
      if (container.isAlive) return container;
      all.delete(container);
    }
    return undefined;
  }
}

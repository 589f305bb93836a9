import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';

/** What a use case may not take from the air: the time, chance, and waiting. */
export interface Runtime {
  /** Milliseconds since 1970. */
  now(): number;
  /** In [0, 1). */
  random(): number;
  randomBytes(length: number): Uint8Array;
  sleep(milliseconds: number): Promise<void>;
}

/** The real one. */
export const systemRuntime: Runtime = {
  now: () => Date.now(),
  random: () => Math.random(),
  randomBytes: (length) => randomBytes(length),
  sleep: async (milliseconds) => {
    await setTimeout(milliseconds);
  },
};

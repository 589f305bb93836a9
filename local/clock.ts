import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '#local/control/replace-file.ts';

/** The local clock: the machine's, moved forward by an offset that is kept. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Moves it forward, for this process and every thread that shares the offset. */
  advance(seconds: number): void;
  /** Calls back after every advance, until the function that it returns is called. */
  onAdvance(listener: () => void): () => void;
  /** Milliseconds, as one BigInt64: what clock-patch.ts adds to Date in other threads. */
  readonly offset: SharedArrayBuffer;
}

/** Opens the clock that is kept in a data directory. */
export const openClock = (dataDir: string): Clock => {
  const file = join(dataDir, 'clock-offset');
  const offset = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT);
  const cell = new BigInt64Array(offset);
  if (existsSync(file)) Atomics.store(cell, 0, BigInt(readFileSync(file, 'utf8').trim()));
  const listeners = new Set<() => void>();
  return {
    offset,
    now: () => Date.now() + Number(Atomics.load(cell, 0)),
    advance: (seconds) => {
      const next = Atomics.load(cell, 0) + BigInt(Math.round(seconds * 1000));
      replaceFile(file, String(next));
      Atomics.store(cell, 0, next);
      for (const listener of listeners) listener();
    },
    onAdvance: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};

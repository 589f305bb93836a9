import { createEventHeap } from './event-heap.ts';

/** Time that passes only when nothing else is left to do. */
export interface VirtualClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs an action at a time, in whole milliseconds, after everything that is due before or was asked for earlier. */
  at(time: number, action: () => void): void;
  after(milliseconds: number, action: () => void): void;
  /** Runs until nothing is due any more. */
  drain(): Promise<void>;
}

/** Actions between two turns of Node's own loop, which lets it collect what it must. */
const actionsPerTurn = 20_000;

/** A clock that starts at a time. */
export const createVirtualClock = (start: number): VirtualClock => {
  const heap = createEventHeap<() => void>();
  let now = start;

  /**
   * One action, then every promise that it set off, then the next. `nextTick` out of a microtask runs
   * when no microtask is left, and costs a tenth of a turn of the event loop.
   */
  const drain = () =>
    new Promise<void>((resolve, reject) => {
      let left = actionsPerTurn;
      const step = () => {
        const event = heap.pop();
        if (event === undefined) return resolve();
        now = event.time;
        try {
          event.item();
        } catch (error) {
          return reject(error);
        }
        left -= 1;
        queueMicrotask(left > 0 ? soon : nextTurn);
      };
      const soon = () => process.nextTick(step);
      const nextTurn = () => {
        left = actionsPerTurn;
        setImmediate(step);
      };
      setImmediate(step);
    });

  const at = (time: number, action: () => void) =>
    heap.push(Math.max(Math.ceil(time), now), action);
  return {
    now: () => now,
    at,
    after: (milliseconds, action) => at(now + milliseconds, action),
    drain,
  };
};

/** Who waits for a queue to have something. */
export interface Waiters {
  /** Ends when the queue is woken, the time is over, or the signal aborts. */
  wait(queue: string, forMs: number, signal?: AbortSignal): Promise<void>;
  wake(queue: string): void;
  wakeAll(): void;
}

/** The long polls of every queue. */
export const createWaiters = (): Waiters => {
  const waiting = new Map<string, Set<() => void>>();
  const wake = (queue: string) => {
    for (const done of [...(waiting.get(queue) ?? [])]) done();
  };
  return {
    wait: (queue, forMs, signal) =>
      new Promise((resolve) => {
        const queueWaiters = waiting.get(queue) ?? new Set();
        waiting.set(queue, queueWaiters);
        const done = () => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', done);
          queueWaiters.delete(done);
          resolve();
        };
        const timer = setTimeout(done, forMs);
        signal?.addEventListener('abort', done);
        queueWaiters.add(done);
      }),
    wake,
    wakeAll: () => {
      for (const queue of waiting.keys()) wake(queue);
    },
  };
};

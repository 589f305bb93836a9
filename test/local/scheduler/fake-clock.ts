/** A local clock that stands still until it is advanced. */
export const createFakeClock = (start: number) => {
  const listeners = new Set<() => void>();
  let current = start;
  return {
    now: () => current,
    offset: new SharedArrayBuffer(8),
    advance: (seconds: number) => {
      current += seconds * 1000;
      for (const listener of listeners) listener();
    },
    onAdvance: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};

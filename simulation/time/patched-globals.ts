import type { VirtualClock } from './virtual-clock.ts';

/**
 * Runs with `Date` on virtual time, for what the product does not own: Powertools asks it how old a key
 * is. `AbortSignal.timeout` would keep a real timer per mail; the fake provider times out by itself. Errors
 * come without a stack: most of them are weather, which nobody traces, and a stack costs more than the rest.
 */
export const withPatchedGlobals = async <Result>(
  clock: VirtualClock,
  run: () => Promise<Result>,
): Promise<Result> => {
  const RealDate = globalThis.Date;
  const realTimeout = AbortSignal.timeout;
  const { stackTraceLimit } = Error;
  const never = new AbortController().signal;
  globalThis.Date = virtualDate(RealDate, clock);
  AbortSignal.timeout = () => never;
  Error.stackTraceLimit = 0;
  try {
    return await run();
  } finally {
    globalThis.Date = RealDate;
    AbortSignal.timeout = realTimeout;
    Error.stackTraceLimit = stackTraceLimit;
  }
};

function virtualDate(RealDate: DateConstructor, clock: VirtualClock): DateConstructor {
  class VirtualDate extends RealDate {
    constructor(...args: ConstructorParameters<DateConstructor> | []) {
      if (args.length === 0) super(clock.now());
      else super(...args);
    }

    static override now(): number {
      return clock.now();
    }

    /** What was made before the world began is a date as well. */
    static override [Symbol.hasInstance](value: unknown): boolean {
      return value instanceof RealDate;
    }
  }
  // Nobody calls it without `new`.
  return VirtualDate as DateConstructor;
}

import type { VirtualClock } from './virtual-clock.ts';

/**
 * Runs with `Date` on virtual time, for what the product does not own: Powertools asks it how old a key
 * is. `AbortSignal.timeout` would keep a real timer per mail; the fake provider times out by itself.
 */
export const withPatchedGlobals = async <Result>(
  clock: VirtualClock,
  run: () => Promise<Result>,
): Promise<Result> => {
  const RealDate = globalThis.Date;
  const realTimeout = AbortSignal.timeout;
  const never = new AbortController().signal;
  globalThis.Date = virtualDate(RealDate, clock);
  AbortSignal.timeout = () => never;
  try {
    return await run();
  } finally {
    globalThis.Date = RealDate;
    AbortSignal.timeout = realTimeout;
  }
};

function virtualDate(RealDate: DateConstructor, clock: VirtualClock): DateConstructor {
  return new Proxy(RealDate, {
    get: (target, property, receiver) =>
      property === 'now' ? clock.now : Reflect.get(target, property, receiver),
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [clock.now()] : args, newTarget),
    apply: () => new RealDate(clock.now()).toString(),
  });
}

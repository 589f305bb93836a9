/**
 * Makes Date in this thread follow the local clock: what asks for the present gets it with the offset,
 * everything else about Date stays as it is. Timers go by the machine's clock.
 */
export const patchDate = (offset: SharedArrayBuffer): void => {
  const cell = new BigInt64Array(offset);
  const RealDate = Date;
  const now = () => RealDate.now() + Number(Atomics.load(cell, 0));
  const patched = new Proxy(RealDate, {
    apply: () => new RealDate(now()).toString(),
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    get: (target, key, receiver) => (key === 'now' ? now : Reflect.get(target, key, receiver)),
  });
  RealDate.prototype.constructor = patched;
  globalThis.Date = patched;
};

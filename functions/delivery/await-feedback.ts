import type { DeliveryResult, DeliveryStore } from './delivery-store.ts';

/**
 * A store that notes of what is UNCERTAIN until when feedback may be expected to settle it. Nothing has to
 * happen at that time: feedback that is later still settles it, and without any it simply stays so. What a
 * provider never speaks of again has no such time, and is final at once (invariant 3).
 */
export const awaitFeedback = (
  store: DeliveryStore,
  withinSeconds: number,
  now: () => number,
): DeliveryStore => {
  const noted = (result: DeliveryResult): DeliveryResult => {
    if (result.status !== 'UNCERTAIN' || withinSeconds === 0) return result;
    const settlesBy = now() + withinSeconds * 1000;
    return Object.assign({ settlesBy }, result);
  };
  return {
    ...store,
    finish: (message, claimed, result) => store.finish(message, claimed, noted(result)),
  };
};

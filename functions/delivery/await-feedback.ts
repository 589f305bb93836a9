import type { Provider } from '#functions/channels/provider.ts';
import type { DeliveryResult, DeliveryStore } from './delivery-store.ts';

/**
 * A store that notes of what is UNCERTAIN until when feedback may be expected to settle it. Nothing has to
 * happen at that time: feedback that is later still settles it, and without any it simply stays so. What a
 * provider never speaks of again has no such time, and is final at once (invariant 3).
 */
export const awaitFeedback = (
  store: DeliveryStore,
  providers: readonly Provider[],
  now: () => number,
): DeliveryStore => {
  const within = new Map(providers.map((one) => [one.name, one.feedbackWithinSeconds]));
  // Whom a copy called that died, nobody knows: whoever speaks of it may.
  const longest = Math.max(0, ...within.values());
  const noted = (result: DeliveryResult): DeliveryResult => {
    if (result.status !== 'UNCERTAIN') return result;
    const withinSeconds = within.get(result.provider ?? '') ?? longest;
    if (withinSeconds === 0) return result;
    const settlesBy = now() + withinSeconds * 1000;
    return Object.assign({ settlesBy }, result);
  };
  return {
    ...store,
    finish: (message, claimed, result) => store.finish(message, claimed, noted(result)),
  };
};

/** How often something happened, out of how many times that it could have. */
export interface Proportion {
  readonly successes: number;
  readonly trials: number;
}

/** A rate, and the interval that holds the true one in 95 of 100 such experiments. */
export interface RateInterval {
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

/** The 97.5th percentile of the normal distribution. */
const z = 1.959963984540054;

/**
 * Wilson's score interval (E. B. Wilson 1927; Newcombe 1998, method 3): it holds for few trials and for rates near
 * 0 and 1, where the usual one leaves the scale. Undefined where nothing was tried.
 */
export const wilsonInterval = ({ successes, trials }: Proportion): RateInterval | undefined => {
  if (trials === 0) return undefined;
  const rate = successes / trials;
  const scale = 1 + z ** 2 / trials;
  const middle = (rate + z ** 2 / (2 * trials)) / scale;
  const half = (z / scale) * Math.sqrt((rate * (1 - rate)) / trials + z ** 2 / (4 * trials ** 2));
  return { rate, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
};

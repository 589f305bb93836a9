/** How many one variant got, and what part of all it should have got, by its weight. */
export interface Sample {
  readonly count: number;
  readonly weight: number;
}

/** Chi-square's 99.9th percentiles, for 1 to 4 degrees of freedom (NIST/SEMATECH e-Handbook, 1.3.6.7.4). */
const critical = [10.828, 13.816, 16.266, 18.467] as const;

/** Below it, chi-square says nothing of a cell (Cochran 1954). */
const fewestExpected = 5;

/**
 * Whether shares are so far from their weights that chance would do it once in a thousand times: then something
 * drops recipients of one variant, and no rate can be compared (Fabijan et al., Diagnosing Sample Ratio Mismatch
 * in Online Controlled Experiments, KDD 2019).
 */
export const isSampleRatioOff = (samples: readonly Sample[]): boolean => {
  const total = samples.reduce((sum, { count }) => sum + count, 0);
  const weights = samples.reduce((sum, { weight }) => sum + weight, 0);
  const expected = samples.map(({ weight }) => (total * weight) / weights);
  if (expected.some((one) => one < fewestExpected)) return false;
  const chiSquare = samples.reduce((sum, { count }, position) => {
    const should = expected[position] ?? 0;
    return sum + (count - should) ** 2 / should;
  }, 0);
  return chiSquare > (critical[samples.length - 2] ?? Number.POSITIVE_INFINITY);
};

import type { Proportion } from './wilson-interval.ts';

/** So finely each distribution is cut: four digits hold. */
const cuts = 2_000;

/** How far from its middle a distribution is looked at, in standard deviations. */
const reach = 10;

/** What is believed of a rate: cut into equal pieces, with the weight of each and of all up to it. */
interface Belief {
  readonly low: number;
  readonly step: number;
  readonly weights: Float64Array;
  readonly upTo: Float64Array;
}

/**
 * How probable it is of each rate that it is the highest, in the same order: each is Beta distributed after what
 * was seen, from no opinion before (Beta(1, 1)), and P(i is best) is the integral of its density times the
 * others' distribution functions (C. Stucchio, Bayesian A/B Testing at VWO, 2015). By the midpoint rule: the same
 * answer every time, and no gamma function.
 */
export const probabilityBest = (proportions: readonly Proportion[]): readonly number[] => {
  const beliefs = proportions.map(beliefOf);
  return beliefs.map((own) => {
    const others = beliefs.filter((belief) => belief !== own);
    return own.weights.reduce((sum, weight, cut) => {
      const rate = own.low + (cut + 0.5) * own.step;
      return sum + others.reduce((product, other) => product * shareBelow(other, rate), weight);
    }, 0);
  });
};

function beliefOf({ successes, trials }: Proportion): Belief {
  const [yes, no] = [successes + 1, trials - successes + 1];
  const all = yes + no;
  const mean = yes / all;
  const deviation = Math.sqrt((yes * no) / (all ** 2 * (all + 1)));
  const low = Math.max(0, mean - reach * deviation);
  const step = (Math.min(1, mean + reach * deviation) - low) / cuts;
  const logs = Float64Array.from({ length: cuts }, (_, cut) => {
    const rate = low + (cut + 0.5) * step;
    return successes * Math.log(rate) + (trials - successes) * Math.log1p(-rate);
  });
  // Only what they are to each other matters; as they are, they would be too small for a number.
  const highest = logs.reduce((one, other) => Math.max(one, other), Number.NEGATIVE_INFINITY);
  const densities = logs.map((log) => Math.exp(log - highest));
  const total = densities.reduce((sum, density) => sum + density, 0);
  const weights = densities.map((density) => density / total);
  let sum = 0;
  const upTo = weights.map((weight) => {
    sum += weight;
    return sum;
  });
  return { low, step, weights, upTo };
}

function shareBelow({ low, step, weights, upTo }: Belief, rate: number): number {
  const position = (rate - low) / step;
  if (position <= 0) return 0;
  const cut = Math.floor(position);
  const before = cut === 0 ? 0 : upTo[cut - 1];
  const within = weights[cut];
  if (before === undefined || within === undefined) return 1;
  return before + (position - cut) * within;
}

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareVariants,
  type VariantCounts,
} from '#functions/template-api/experiments/compare-variants.ts';
import { probabilityBest } from '#functions/template-api/experiments/probability-best.ts';
import { isSampleRatioOff } from '#functions/template-api/experiments/sample-ratio.ts';
import { wilsonInterval } from '#functions/template-api/experiments/wilson-interval.ts';

const of = (...pairs: readonly (readonly [number, number])[]) =>
  pairs.map(([successes, trials]) => ({ successes, trials }));

describe('an interval', () => {
  // Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %i in %i is the one that was published', (successes, trials, low, high) => {
    const interval = wilsonInterval({ successes, trials });
    expect(interval?.rate).toBe(successes / trials);
    expect(interval?.low).toBeCloseTo(low, 4);
    expect(interval?.high).toBeCloseTo(high, 4);
  });

  test('of nothing is none', () => {
    expect(wilsonInterval({ successes: 0, trials: 0 })).toBeUndefined();
  });
});

describe('the probability of being the best', () => {
  // Two by E. Miller's closed form (Formulas for Bayesian A/B Testing, 2015), more by mpmath's quadrature of
  // Beta densities to 20 digits.
  test.each([
    ['like rates', of([100, 1000], [130, 1000]), 0.982165, 5],
    ['few trials', of([2, 10], [5, 12]), 0.844259, 5],
    ['scales far apart', of([0, 40], [3, 100_000]), 0.001638, 5],
    ['no trials beside some', of([0, 0], [1, 1]), 2 / 3, 4],
    ['many trials', of([50_000, 100_000], [50_300, 100_000]), 0.910144, 5],
    ['what is seldom', of([1, 100_000], [9, 100_000]), 0.994142, 5],
    ['what is certain', of([5, 5], [4, 5]), 5 / 22, 4],
    ['nothing in many', of([0, 1000], [0, 1000]), 0.5, 4],
    ['three', of([20, 100], [30, 100], [25, 150]), 0.943742, 5],
    ['four', of([7, 40], [9, 50], [4, 30], [11, 45]), 0.152979, 5],
  ])('is right for %s', (_, proportions, expected, digits) => {
    expect(probabilityBest(proportions)[1]).toBeCloseTo(expected, digits);
  });

  test('is the same for those that did the same, and one in all', () => {
    for (const one of probabilityBest(of([7, 90], [7, 90], [7, 90], [7, 90]))) {
      expect(one).toBeCloseTo(0.25, 4);
    }
    const proportion = fc.tuple(fc.nat(3000), fc.nat(3000)).map(([yes, no]) => ({
      successes: yes,
      trials: yes + no,
    }));
    fc.assert(
      fc.property(fc.array(proportion, { minLength: 2, maxLength: 5 }), (proportions) => {
        const sum = probabilityBest(proportions).reduce((one, other) => one + other, 0);
        expect(sum).toBeCloseTo(1, 3);
      }),
      { numRuns: 30 },
    );
  });
});

test.each([
  ['a fair deal', [5000, 5060], [1, 1], false],
  ['one that loses its recipients', [5000, 5340], [1, 1], true],
  ['shares as the weights have them', [9000, 1010], [9, 1], false],
  ['shares that the weights do not have', [8700, 1300], [9, 1], true],
  ['four that are one unlike', [1000, 1000, 1000, 1200], [1, 1, 1, 1], true],
  ['too few to say', [9, 0], [1, 1], false],
])('a sample ratio is looked at: %s', (_, counts, weights, expected) => {
  const samples = counts.map((count, position) => ({ count, weight: weights[position] ?? 0 }));
  expect(isSampleRatioOff(samples)).toBe(expected);
});

describe('a comparison', () => {
  const counts = (sent: number, opened: number, more: Partial<VariantCounts> = {}) => ({
    accepted: sent,
    sent,
    delivered: sent,
    opened,
    clicked: 0,
    read: 0,
    bounced: 0,
    complained: 0,
    failed: 0,
    ...more,
  });
  const compare = (plain: VariantCounts, warm: VariantCounts) =>
    compareVariants(
      [
        { name: 'plain', version: 1, weight: 1, counts: plain },
        { name: 'warm', version: 2, weight: 1, counts: warm },
      ],
      'opened',
    );

  test('names a leader that may be believed', () => {
    const compared = compare(counts(1000, 100), counts(1000, 150));
    expect(compared).toMatchObject({ leader: 'warm', isConclusive: true, warnings: [] });
    expect(compared.variants[1]?.rates.opened).toMatchObject({ rate: 0.15 });
  });

  test.each([
    ['are as good as the others', counts(1000, 100), counts(1000, 101), []],
    ['are too few', counts(20, 1), counts(20, 19), ['TOO_FEW']],
    ['are not their share', counts(1000, 100), counts(1500, 500), ['SAMPLE_RATIO_MISMATCH']],
  ])('names one that may not, where they %s', (_, plain, warm, codes) => {
    const { leader, isConclusive, warnings } = compare(plain, warm);
    expect({ leader, isConclusive }).toEqual({ leader: 'warm', isConclusive: false });
    expect(warnings.map(({ code }) => code)).toEqual(codes);
  });

  test('has no leader before anything is sent, and takes what is opened before it is counted as sent', () => {
    expect(compare(counts(0, 0), counts(0, 0)).leader).toBeUndefined();
    expect(compare(counts(0, 2), counts(1, 0)).variants[0]?.rates.opened?.rate).toBe(1);
  });
});

/** Each bucket is a fifth wider than the one before: its middle is within 9.6 % of whatever is in it. */
const growth = 1.2;

/** The bucket that a duration falls into; bucket 0 is all below 1.2 ms. Buckets of any histograms can be added up. */
export const bucketOf = (durationMs: number): number =>
  Math.max(0, Math.floor(Math.log(Math.max(1, durationMs)) / Math.log(growth) + 1e-9));

/** What stands for every duration in a bucket: its middle, as ratios go. */
export const middleOf = (bucket: number): number => Math.round(growth ** (bucket + 0.5));

/** How many durations fell into each bucket. */
export type Histogram = ReadonlyMap<number, number>;

/** The duration that a share of all, between 0 and 1, does not exceed; undefined where there is none at all. */
export const percentile = (histogram: Histogram, share: number): number | undefined => {
  const total = [...histogram.values()].reduce((sum, count) => sum + count, 0);
  let seen = 0;
  for (const [bucket, count] of [...histogram].sort(([one], [other]) => one - other)) {
    seen += count;
    if (count > 0 && seen >= share * total) return middleOf(bucket);
  }
  return undefined;
};

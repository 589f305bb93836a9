/** The sum of two sets of counts, name by name. */
export const addCounts = <Counts extends Readonly<Record<keyof Counts, number>>>(
  one: Counts,
  other: Counts,
): Counts => {
  const sum: Record<keyof Counts, number> = { ...one };
  for (const name in other) sum[name] += other[name];
  return sum as Counts;
};

/**
 * The smallest part of a list that still fails, as far as leaving out halves, quarters and so on finds it
 * (Zeller's ddmin). Stops after so many runs with what it has.
 */
export const minimize = async <Item>(
  items: readonly Item[],
  fails: (items: readonly Item[]) => Promise<boolean>,
  mostRuns: number,
): Promise<readonly Item[]> => {
  let kept = items;
  let runs = 0;
  for (
    let size = Math.ceil(kept.length / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let from = 0; from < kept.length && runs < mostRuns; ) {
      const fewer = [...kept.slice(0, from), ...kept.slice(from + size)];
      runs += 1;
      if (await fails(fewer)) kept = fewer;
      else from += size;
    }
  }
  return kept;
};

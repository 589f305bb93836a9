/** `; did you mean x?` for the name that is one or two letters away, if there is one. */
export const closestTo = (name: string, names: readonly string[]): string => {
  const candidates = names
    .slice(0, 200)
    .map((candidate) => ({ candidate, distance: distance(name, candidate) }))
    .filter((near) => near.distance <= 2)
    .toSorted((one, other) => one.distance - other.distance);
  return candidates[0] === undefined ? '' : `; did you mean ${candidates[0].candidate}?`;
};

/** Levenshtein's; long names are too far apart to be worth it. */
function distance(one: string, other: string): number {
  if (Math.max(one.length, other.length) > 64) return 64;
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const swap = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, swap));
    }
    row = next;
  }
  return row[other.length] ?? 64;
}

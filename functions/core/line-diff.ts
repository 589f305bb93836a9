/** A line of a comparison: in both texts, only in the newer, or only in the older one. */
export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

/** Beyond this many pairs of lines the differing middle is told as a whole. */
const maxPairs = 4_000_000;

/** Compares two texts line by line: the longest common part stays, everything else came or went. */
export const diffLines = (before: string, after: string): readonly DiffLine[] => {
  const [older, newer] = [before.split('\n'), after.split('\n')];
  let start = 0;
  while (start < Math.min(older.length, newer.length) && older[start] === newer[start]) start += 1;
  let end = 0;
  while (
    end < Math.min(older.length, newer.length) - start &&
    older[older.length - 1 - end] === newer[newer.length - 1 - end]
  ) {
    end += 1;
  }
  return [
    ...lines('same', older.slice(0, start)),
    ...diffMiddle(older.slice(start, older.length - end), newer.slice(start, newer.length - end)),
    ...lines('same', older.slice(older.length - end)),
  ];
};

function diffMiddle(older: readonly string[], newer: readonly string[]): readonly DiffLine[] {
  if (older.length * newer.length > maxPairs) {
    return [...lines('removed', older), ...lines('added', newer)];
  }
  const common = commonLengths(older, newer);
  const width = newer.length + 1;
  const result: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < older.length && j < newer.length) {
    if (older[i] === newer[j]) {
      result.push(...lines('same', older.slice(i, i + 1)));
      i += 1;
      j += 1;
    } else if ((common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0)) {
      result.push(...lines('removed', older.slice(i, i + 1)));
      i += 1;
    } else {
      result.push(...lines('added', newer.slice(j, j + 1)));
      j += 1;
    }
  }
  return [...result, ...lines('removed', older.slice(i)), ...lines('added', newer.slice(j))];
}

/** For each pair of positions, the length of the longest common part of what follows. */
function commonLengths(older: readonly string[], newer: readonly string[]): Uint32Array {
  const width = newer.length + 1;
  const common = new Uint32Array((older.length + 1) * width);
  for (let i = older.length - 1; i >= 0; i -= 1) {
    for (let j = newer.length - 1; j >= 0; j -= 1) {
      common[i * width + j] =
        older[i] === newer[j]
          ? (common[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(common[(i + 1) * width + j] ?? 0, common[i * width + j + 1] ?? 0);
    }
  }
  return common;
}

function lines(kind: DiffLine['kind'], texts: readonly string[]): readonly DiffLine[] {
  return texts.map((text) => ({ kind, text }));
}

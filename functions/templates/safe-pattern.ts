/** Widths of a pattern's pieces multiply into the ways to match; more ways are refused. */
const maxWays = 1000;
const maxLength = 200;
const endlessWays = 100;

// One piece: a class, an escape or a plain character, and how often.
const classPiece = String.raw`\[\^?(?:[^\[\]\\&]|\\[dws\\\]\[^.\-/])+\]`;
const piece = new RegExp(
  String.raw`(?:${classPiece}|\\[dDwWsS]|\\[\^$\\.*+?()[\]{}|/\-]|[^\\^$.*+?()[\]{}|]|\.)` +
    String.raw`(?:([*+?])|\{(\d{1,4})(?:(,)(\d{1,4})?)?\})?`,
  'uy',
);

/**
 * Why a pattern from outside may not be used, or undefined. Admitted are anchored rows of characters
 * and classes with counts: `^[A-Z]{2}-\d{4,10}$`. Without groups and alternatives, and with few ways
 * to share a text between its pieces, no text can keep such a pattern busy.
 */
export const refusalOfPattern = (pattern: string): string | undefined => {
  if (pattern.length > maxLength) return `a pattern has at most ${maxLength} characters`;
  if (!pattern.startsWith('^') || !pattern.endsWith('$') || pattern.endsWith('\\$')) {
    return 'a pattern begins with ^ and ends with $';
  }
  const end = pattern.length - 1;
  let ways = 1;
  for (let position = 1; position < end; position = piece.lastIndex) {
    piece.lastIndex = position;
    const found = piece.exec(pattern);
    if (found === null || piece.lastIndex > end) {
      return 'a pattern is a row of characters and classes with counts, without groups, | and look-around';
    }
    ways *= waysOf(found);
    if (ways > maxWays) return 'this pattern can match in too many ways; give fixed counts';
  }
  return isValid(pattern) ? undefined : 'this is no regular expression';
};

function waysOf([, mark, from, comma, to]: RegExpExecArray): number {
  if (mark === '?') return 2;
  if (mark !== undefined) return endlessWays;
  if (from === undefined || comma === undefined) return 1;
  return to === undefined ? endlessWays : Math.max(1, Number(to) - Number(from) + 1);
}

function isValid(pattern: string): boolean {
  try {
    // As the validator will read it.
    return new RegExp(pattern, 'u').source !== '';
  } catch {
    return false;
  }
}

/** What one source and one rendering may take; generous for people, tight for mischief. */
export const templateLimits = {
  /** Of one source: a mail's HTML with its inline styles. */
  sourceUnits: 128 * 1024,
  /** Of the text within one tag. Also what keeps the parser's recursion shallow. */
  tagUnits: 2000,
  /** Of blocks within blocks. */
  blockDepth: 16,
  /** Of one if: its else ifs. */
  branches: 50,
  /** Of expressions within expressions. */
  expressionDepth: 32,
  /** Of one rendering, over all of its loops. */
  iterations: 10_000,
  /** Of one rendering: loops weighted with the size of their bodies, and the text that they handle. */
  work: 1_000_000,
  /** Of one rendering's output, in UTF-8. */
  outputBytes: 256 * 1024,
  /** Of the problems told at once. */
  problems: 20,
} as const;

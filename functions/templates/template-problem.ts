/** What is wrong in a template's source: where, counted from 1, and how to mend it. */
export interface TemplateProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** Leaves the reading of one tag; the compiler gathers it with the problems of the other tags. */
export class TemplateRefusal extends Error {
  override readonly name = 'TemplateRefusal';
  /** Where in the source, in UTF-16 units from its beginning. */
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

/** A place in a source as a person counts it: lines and columns from 1. */
export const positionOf = (
  source: string,
  offset: number,
): { readonly line: number; readonly column: number } => {
  const before = source.slice(0, offset).split(/\r\n|\n|\r/);
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
};

/** The offset of a place that a person counts as positionOf does. */
export const offsetOf = (
  source: string,
  { line, column }: { readonly line: number; readonly column: number },
): number => {
  const breaks = /\r\n|\n|\r/g;
  for (let passed = 1; passed < line && breaks.exec(source) !== null; passed += 1);
  return Math.min(source.length, (line > 1 ? breaks.lastIndex : 0) + column - 1);
};

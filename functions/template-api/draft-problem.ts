import type { ProblemDetail } from '#core/problem.ts';
import type { TemplateProblem } from '#functions/templates/template-problem.ts';
import { jsonPointer } from '#platform/problem-details.ts';

/** One thing that keeps a draft from being published. */
export const draftProblem = (
  path: readonly string[],
  code: string,
  detail: string,
): ProblemDetail => ({ pointer: jsonPointer(path), code, detail });

/** What is wrong within a source, with its line and column there. */
export const sourceProblem = (
  path: readonly string[],
  { line, column, message }: TemplateProblem,
): ProblemDetail => ({
  pointer: jsonPointer(path),
  code: 'INVALID_SOURCE',
  detail: `Line ${line}, column ${column}: ${message}.`,
  line,
  column,
});

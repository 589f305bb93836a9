import type { ProblemError } from '#core/problem.ts';
import { invalid } from '#platform/invalid.ts';

/** The problem that a cursor is none of ours. */
export const foreignCursor = (): ProblemError => {
  const detail = 'The cursor is not one that a previous page gave.';
  return invalid([{ pointer: '/query/cursor', code: 'INVALID_VALUE', detail }]);
};

import { type ProblemDetail, ProblemError } from '#core/problem.ts';

/** One problem for all that is wrong with a request. */
export const invalid = (errors: readonly ProblemDetail[]): ProblemError => {
  const [first] = errors;
  const more = errors.length > 1 ? ` And ${errors.length - 1} more, see errors.` : '';
  return new ProblemError('INVALID_REQUEST', `${first?.detail ?? ''}${more}`, { errors });
};

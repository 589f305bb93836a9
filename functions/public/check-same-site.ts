import { ProblemError } from '#core/problem.ts';
import type { HttpRequest } from '#platform/route.ts';

/**
 * Refuses a form that a browser says was sent from another site's page; `none` is the person's own doing.
 * Who knows a link may do what it does in any case: this keeps a page from doing it in their name.
 */
export const checkSameSite = ({ headers }: HttpRequest): void => {
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return;
  throw new ProblemError('FORBIDDEN', 'The form was sent from the page of another site.');
};

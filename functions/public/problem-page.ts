import { type ProblemError, problemStatus } from '#core/problem.ts';
import type { HttpRequest, HttpResponse } from '#platform/route.ts';
import { chooseLanguage, type PageLanguage } from './languages/choose-language.ts';
import type { PageStrings } from './languages/page-strings.ts';
import type { ClosedBecause } from './open-link.ts';
import type { PublicDeps } from './public-deps.ts';

/** A problem as a person is told of it: who follows a link can do nothing with a code. */
export const problemPage = (
  problem: ProblemError,
  request: HttpRequest,
  deps: Pick<PublicDeps, 'renderPage'>,
): HttpResponse => {
  const status = problemStatus[problem.code];
  const kind = status >= 500 ? 'failed' : status === 404 ? 'notFound' : 'refused';
  const language = chooseLanguage(undefined, request.headers['accept-language']);
  const page = notice(status, language, language.strings.problems[kind], deps);
  return { ...page, headers: { ...page.headers, ...problem.headers } };
};

/** What whoever holds a link that leads nowhere is told: 404 for what never was one, 410 for what was. */
export const closedPage = (
  because: ClosedBecause,
  request: HttpRequest,
  deps: Pick<PublicDeps, 'renderPage'>,
): HttpResponse => {
  const language = chooseLanguage(undefined, request.headers['accept-language']);
  const status = because === 'forged' ? 404 : 410;
  return notice(status, language, language.strings.closed[because], deps);
};

function notice(
  status: number,
  language: PageLanguage,
  words: PageStrings['closed'][ClosedBecause],
  { renderPage }: Pick<PublicDeps, 'renderPage'>,
): HttpResponse {
  return renderPage({ status, language, title: words.title, name: 'notice', view: words });
}

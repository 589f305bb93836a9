import { type ProblemError, problemStatus } from '#core/problem.ts';
import type { HttpRequest, HttpResponse } from '#platform/route.ts';
import { chooseLanguage, type PageLanguage } from './languages/choose-language.ts';
import type { PageStrings } from './languages/page-strings.ts';
import type { ClosedBecause } from './open-link.ts';
import { renderPage } from './render-page.ts';

/** A problem as a person is told of it: who follows a link can do nothing with a code. */
export const problemPage = (problem: ProblemError, request: HttpRequest): HttpResponse => {
  const status = problemStatus[problem.code];
  const kind = status >= 500 ? 'failed' : status === 404 ? 'notFound' : 'refused';
  const language = chooseLanguage(undefined, request.headers['accept-language']);
  const page = notice(status, language, language.strings.problems[kind]);
  return { ...page, headers: { ...page.headers, ...problem.headers } };
};

/** What whoever holds a link that leads nowhere is told: 404 for what never was one, 410 for what was. */
export const closedPage = (because: ClosedBecause, request: HttpRequest): HttpResponse => {
  const language = chooseLanguage(undefined, request.headers['accept-language']);
  const status = because === 'forged' ? 404 : 410;
  return notice(status, language, language.strings.closed[because]);
};

function notice(
  status: number,
  language: PageLanguage,
  words: PageStrings['closed'][ClosedBecause],
): HttpResponse {
  return renderPage({ status, language, title: words.title, name: 'notice', view: words });
}

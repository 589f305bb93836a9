import { ProblemError } from '#core/problem.ts';
import type { HttpRequest, HttpResponse, Route } from './route.ts';

/** A path that another function serves, so that 405 and its Allow are complete. */
export interface ElsewherePath {
  readonly method: string;
  readonly path: string;
}

interface Matcher<Deps> extends ElsewherePath {
  readonly pattern: RegExp;
  readonly route?: Route<Deps>;
}

/** Finds the route of a request: 404 for no such path, 405 with Allow for another method. */
export const createDispatch = <Deps>(
  routes: readonly Route<Deps>[],
  elsewhere: readonly ElsewherePath[] = [],
): ((request: HttpRequest, deps: Deps) => Promise<HttpResponse>) => {
  const matchers: readonly Matcher<Deps>[] = [
    ...routes.map((one) => ({
      method: one.method,
      path: one.path,
      pattern: toPattern(one.path),
      route: one,
    })),
    ...elsewhere.map(({ method, path }) => ({ method, path, pattern: toPattern(path) })),
  ];
  return async (request, deps) => {
    const fitting = matchers.filter(({ pattern }) => pattern.test(request.path));
    // As for API Gateway, /notifications/send is itself, and no notification's id.
    const literal = fitting.filter(({ path }) => path === request.path);
    const here = literal.length > 0 ? literal : fitting;
    if (here.length === 0) {
      throw new ProblemError('NOT_FOUND', `There is no ${request.path} here.`);
    }
    const match = here.find(({ method }) => method === request.method);
    if (match?.route === undefined) {
      const allow = [...new Set(here.map(({ method }) => method))].sort().join(', ');
      throw new ProblemError('METHOD_NOT_ALLOWED', `${request.path} takes ${allow}.`, {
        headers: { allow },
      });
    }
    const params = decodeParams(match.pattern.exec(request.path)?.groups ?? {});
    return match.route.invoke(request, params, deps);
  };
};

function toPattern(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
}

function decodeParams(groups: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  try {
    return Object.fromEntries(
      Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
  } catch (error) {
    throw new ProblemError('NOT_FOUND', 'The path is not percent-encoded as RFC 3986 says.', {
      cause: error,
    });
  }
}

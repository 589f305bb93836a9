import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import type * as z from 'zod';
import { callerOf } from '#core/caller.ts';
import { ProblemError, toProblem } from '#core/problem.ts';
import { parseEnv } from './env.ts';
import { createDispatch, type ElsewherePath } from './http-dispatch.ts';
import type { HttpRequest, HttpResponse, Route } from './route.ts';
import { type Runtime, systemRuntime } from './runtime.ts';
import { logger, metrics, tell } from './telemetry.ts';

/** A set of routes with what they need, as the HTTP shell runs it and the fault simulation does. */
export interface HttpService<Env, Clients, Deps> {
  readonly env: z.ZodType<Env>;
  readonly clients: () => Clients;
  readonly build: (env: Env, clients: Clients, runtime: Runtime) => Deps;
  readonly routes: readonly Route<Deps>[];
  /** Paths that other functions serve. */
  readonly elsewhere?: readonly ElsewherePath[];
  /** Words a problem otherwise than as a problem document. */
  readonly answerProblem?: (
    problem: ProblemError,
    request: HttpRequest,
    deps: Deps,
  ) => HttpResponse;
  /** Told of each invocation before it is served. */
  readonly onInvocation?: (context: Context, deps: Deps) => void;
}

/** Infers the types of a service from its parts. */
export const httpService = <Env, Clients, Deps>(
  service: HttpService<Env, Clients, Deps>,
): HttpService<Env, Clients, Deps> => service;

type HttpHandler = (
  event: APIGatewayProxyEvent,
  context: Context,
) => Promise<APIGatewayProxyResult>;

/** The Lambda handler of a service behind API Gateway's proxy integration. */
export const httpHandler = <Env, Clients, Deps>(
  service: HttpService<Env, Clients, Deps>,
): HttpHandler => {
  const deps = service.build(parseEnv(service.env, process.env), service.clients(), systemRuntime);
  const serve = createServe(service, deps);
  return middy<APIGatewayProxyEvent, APIGatewayProxyResult>()
    .use(injectLambdaContext(logger))
    .use(logMetrics(metrics))
    .handler((event, context) => {
      service.onInvocation?.(context, deps);
      return serve(event);
    });
};

/** Serves one event; never throws: what nobody expected is a 500 that says nothing of its cause. */
export const createServe = <Env, Clients, Deps>(
  { routes, elsewhere, answerProblem = problemResponse }: HttpService<Env, Clients, Deps>,
  deps: Deps,
): ((event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>) => {
  const dispatch = createDispatch(routes, elsewhere);
  return async (event) => {
    const request = toRequest(event);
    const ids = { method: request.method, resource: event.resource, caller: request.caller };
    try {
      const response = await dispatch(request, deps);
      tell('request-served', { ...ids, status: response.status });
      return toResult(response);
    } catch (error) {
      const problem =
        error instanceof ProblemError
          ? error
          : new ProblemError('INTERNAL', 'Nothing was accepted. Try again; we have been told.');
      tell(
        'request-refused',
        { ...ids, code: problem.code },
        problem === error ? undefined : error,
      );
      return toResult(answerProblem(problem, request, deps));
    }
  };
};

function problemResponse(error: ProblemError, { requestId }: HttpRequest): HttpResponse {
  const body = toProblem(error, requestId);
  const headers = { 'content-type': 'application/problem+json', ...error.headers };
  return { status: body.status, body, headers };
}

function toRequest(event: APIGatewayProxyEvent): HttpRequest {
  const body = event.body ?? '';
  const { userArn } = event.requestContext.identity;
  return {
    method: event.httpMethod,
    path: event.path,
    headers: lowerCased(event.headers),
    query: definedOnly(event.queryStringParameters),
    body: event.isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body,
    caller: userArn ? callerOf(userArn) : 'anybody',
    requestId: event.requestContext.requestId,
  };
}

function toResult({ status, body, html, headers }: HttpResponse): APIGatewayProxyResult {
  const isPage = html !== undefined;
  return {
    statusCode: status,
    headers: {
      'content-type': isPage ? 'text/html; charset=utf-8' : 'application/json',
      ...headers,
    },
    body: isPage ? html : body === undefined ? '' : JSON.stringify(body),
  };
}

function lowerCased(headers: APIGatewayProxyEvent['headers'] | null) {
  return Object.fromEntries(
    Object.entries(definedOnly(headers)).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

function definedOnly(values: Readonly<Record<string, string | undefined>> | null) {
  const entries = Object.entries(values ?? {});
  return Object.fromEntries(
    entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

import * as z from 'zod';
import { type ProblemCode, ProblemError } from '#core/problem.ts';
import { invalid } from './invalid.ts';
import { nestsDeeper } from './json-depth.ts';
import { problemDetails } from './problem-details.ts';

/** A request as a route sees it before it is parsed. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: string;
  /** Account and role of who signed, never the session's name. */
  readonly caller: string;
  readonly requestId: string;
}

/** What a route answers. */
export interface HttpResponse {
  readonly status: number;
  /** Written as JSON. */
  readonly body?: unknown;
  /** A page, in place of a body. */
  readonly html?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** What bodies are written in. */
export type MediaType =
  | 'application/json'
  | 'application/x-ndjson'
  | 'application/x-www-form-urlencoded';

/** What a route reads of a request, each part by its schema. */
interface RouteSchemas<Params, Query, Body> {
  readonly params?: z.ZodType<Params>;
  readonly query?: z.ZodType<Query>;
  readonly body?: z.ZodType<Body>;
}

/** What the OpenAPI document says of an answer. */
export interface RouteAnswer {
  readonly description: string;
  /** A page, which has no schema. */
  readonly isPage?: boolean;
  readonly schema?: z.ZodType;
  readonly example?: unknown;
}

interface RouteDefinition<Params, Query, Body, Deps> extends RouteSchemas<Params, Query, Body> {
  readonly method: HttpMethod;
  /** With parameters in braces: /users/{userId}. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  /** For people who hold a link, and on an API of its own: nobody signs such a call. */
  readonly isPublic?: boolean;
  /** Request headers beyond the usual, by name. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Of the body: JSON where nothing else is said; lines of JSON come as text. */
  readonly mediaType?: MediaType;
  /** What the OpenAPI document shows where the handler parses the body itself; of lines, each one. */
  readonly bodyDocs?: z.ZodType;
  readonly bodyExample?: unknown;
  /** A call without a body is one with an empty object. */
  readonly isBodyOptional?: boolean;
  /** 200 KB where nothing else is said. */
  readonly maxBodyBytes?: number;
  readonly answers: Readonly<Record<number, RouteAnswer>>;
  readonly problems: readonly ProblemCode[];
  readonly handle: (
    input: {
      readonly params: Params;
      readonly query: Query;
      readonly body: Body;
      readonly request: HttpRequest;
    },
    deps: Deps,
  ) => Promise<HttpResponse>;
}

/** What the OpenAPI document says of a route. */
export type RouteDocs = Omit<RouteDefinition<unknown, unknown, unknown, never>, 'handle'>;

/** One operation of the API: what it takes, what it answers, and how. */
export interface Route<Deps> extends RouteDocs {
  readonly invoke: (
    request: HttpRequest,
    params: Readonly<Record<string, string>>,
    deps: Deps,
  ) => Promise<HttpResponse>;
}

/** Of what a route does not read; a schema takes longer to make than to use. */
const anything: z.ZodType = z.unknown();

/** Makes a route whose handler gets what its schemas say, parsed. */
export const route = <Deps, Params = unknown, Query = unknown, Body = undefined>({
  handle,
  ...definition
}: RouteDefinition<Params, Query, Body, Deps>): Route<Deps> => ({
  ...definition,
  invoke: (request, params, deps) => {
    const parse = <Output>(schema: z.ZodType<Output> | undefined, value: unknown, at: string) =>
      parsePart(schema ?? (anything as z.ZodType<Output>), value, at);
    return handle(
      {
        params: parse(definition.params, params, 'path'),
        query: parse(definition.query, request.query, 'query'),
        body: parse(definition.body, definition.body && readBody(request, definition), ''),
        request,
      },
      deps,
    );
  },
});

function parsePart<Output>(schema: z.ZodType<Output>, value: unknown, at: string): Output {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalid(problemDetails(result.error, at === '' ? [] : [at]));
}

const defaultMaxBodyBytes = 200 * 1000;

/** The body as JSON, or as the text of its lines, or the problem that it is neither. */
function readBody(
  { headers, body }: HttpRequest,
  {
    mediaType = 'application/json',
    maxBodyBytes = defaultMaxBodyBytes,
    isBodyOptional = false,
  }: Pick<RouteDocs, 'mediaType' | 'maxBodyBytes' | 'isBodyOptional'>,
): unknown {
  if (isBodyOptional && body === '') return {};
  const contentType = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (contentType !== mediaType) {
    throw new ProblemError(
      'UNSUPPORTED_MEDIA_TYPE',
      `Send the body as ${mediaType}, not as ${contentType || 'nothing in particular'}.`,
      { headers: { 'accept-post': mediaType } },
    );
  }
  if (Buffer.byteLength(body) > maxBodyBytes) {
    throw new ProblemError(
      'PAYLOAD_TOO_LARGE',
      `The body is at most ${maxBodyBytes / 1000} KB of JSON.`,
    );
  }
  return mediaType === 'application/json' ? parseJson(body) : body;
}

/** Deeper than anything that is asked for, and shallow enough for every recursion over it. */
const mostLevels = 100;

function parseJson(body: string): unknown {
  if (nestsDeeper(body, mostLevels)) {
    const detail = `The body nests deeper than ${mostLevels} levels.`;
    throw invalid([{ pointer: '', code: 'INVALID_VALUE', detail }]);
  }
  try {
    return JSON.parse(body);
  } catch (error) {
    const why = error instanceof SyntaxError ? error.message.replace(/"[^"]*"/g, 'it') : '';
    throw new ProblemError('MALFORMED_JSON', `The body is not JSON. ${why}`.trim(), {
      cause: error,
    });
  }
}

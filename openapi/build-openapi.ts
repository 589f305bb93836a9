import * as z from 'zod';
import { Problem, type ProblemCode, problemStatus } from '#core/problem.ts';
import type { RouteDocs } from '#platform/route.ts';

/** What the document needs of the routes; it never calls them. */
export interface OpenApiOptions {
  readonly version: string;
  readonly routes: readonly RouteDocs[];
}

/** Problems that every route can answer, signed or not. */
const commonProblems: readonly ProblemCode[] = ['UNSIGNED', 'TOO_MANY_REQUESTS', 'INTERNAL'];
/** Problems of routes that nobody signs: API Gateway's own; of all else people are told by a page. */
const publicProblems: readonly ProblemCode[] = ['TOO_MANY_REQUESTS', 'UNAVAILABLE'];
/** Problems of every route that takes a body. */
const bodyProblems: readonly ProblemCode[] = [
  'MALFORMED_JSON',
  'PAYLOAD_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
];

const description = `Tell people what they should know, by the channel that they chose.

Every call is signed with AWS Signature Version 4 for the service \`execute-api\`, except those tagged
\`public\`, which are pages behind the links in mails, on an API of their own. Errors are RFC 9457 problem details with a stable \`code\`; match on that, never on the words. Lists are pages: pass a page's
\`cursor\` back to get the next; the last page has none.`;

const serverOf = (about: string) => ({
  url: 'https://{apiId}.execute-api.{region}.amazonaws.com/v1',
  description: about,
  variables: { apiId: { default: 'abc123' }, region: { default: 'eu-west-1' } },
});
const publicServer = serverOf('The stack output PublicUrl, or the domain in front of it.');

/** The OpenAPI 3.1 document of the API, made from the schemas that the routes parse by. */
export const buildOpenApi = ({ version, routes }: OpenApiOptions) => {
  const schemas = new SchemaCollector();
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const methods = paths[route.path] ?? {};
    methods[route.method.toLowerCase()] = operationOf(route, schemas);
    paths[route.path] = route.isPublic ? { servers: [publicServer], ...methods } : methods;
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Herald',
      version,
      description,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [serverOf('The stack output ApiUrl.')],
    security: [{ sigv4: [] }],
    tags: [...new Set(routes.map(tagOf))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        sigv4: {
          type: 'apiKey',
          name: 'Authorization',
          in: 'header',
          description: 'AWS Signature Version 4, service execute-api.',
          'x-amazon-apigateway-authtype': 'awsSigv4',
        },
      },
      schemas: schemas.components(),
    },
  };
};

function operationOf(route: RouteDocs, schemas: SchemaCollector) {
  const body = route.bodyDocs ?? route.body;
  const problems = route.isPublic
    ? publicProblems
    : [...route.problems, ...commonProblems, ...(body === undefined ? [] : bodyProblems)];
  return {
    operationId: route.operationId,
    summary: route.summary,
    tags: [tagOf(route)],
    ...(route.isPublic ? { security: [] } : {}),
    parameters: [
      ...parametersOf(route.params, 'path', schemas),
      ...parametersOf(route.query, 'query', schemas),
      ...Object.entries(route.headers ?? {}).map(([name, about]) => ({
        name,
        in: 'header',
        description: about,
        schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
      })),
    ],
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: route.isBodyOptional !== true,
            content: {
              [route.mediaType ?? 'application/json']: {
                schema: schemas.refTo(body, 'input'),
                ...(route.bodyExample === undefined ? {} : { example: route.bodyExample }),
              },
            },
          },
        }),
    responses: { ...answersOf(route, schemas), ...problemsOf(problems, schemas) },
  };
}

function answersOf({ answers }: RouteDocs, schemas: SchemaCollector) {
  return Object.fromEntries(
    Object.entries(answers).map(([status, { description: about, schema, isPage }]) => [
      status,
      {
        description: about,
        ...(isPage ? { content: { 'text/html': { schema: { type: 'string' } } } } : {}),
        ...(schema === undefined
          ? {}
          : { content: { 'application/json': { schema: schemas.refTo(schema, 'output') } } }),
      },
    ]),
  );
}

/** One answer per status, naming the codes that it may carry. */
function problemsOf(codes: readonly ProblemCode[], schemas: SchemaCollector) {
  const byStatus = Map.groupBy([...new Set(codes)].sort(), (code) => problemStatus[code]);
  const schema = schemas.refTo(Problem, 'output');
  return Object.fromEntries(
    [...byStatus].map(([status, own]) => [
      status,
      { description: own.join(' or '), content: { 'application/problem+json': { schema } } },
    ]),
  );
}

function parametersOf(
  schema: z.ZodType | undefined,
  where: 'path' | 'query',
  schemas: SchemaCollector,
) {
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).map(([name, part]) => ({
    name,
    in: where,
    required: where === 'path' || !part.safeParse(undefined).success,
    schema: schemas.refTo(part, 'input'),
  }));
}

/** The first segment of a path: notifications, users, templates. */
function tagOf({ path, isPublic }: RouteDocs): string {
  return isPublic ? 'public' : (path.split('/')[1] ?? '');
}

/** Turns zod schemas into JSON Schema; those with an id become components that others refer to. */
class SchemaCollector {
  readonly #components = new Map<string, unknown>();

  refTo(schema: z.ZodType, io: 'input' | 'output'): unknown {
    const {
      $schema: _,
      $defs = {},
      ...own
    } = z.toJSONSchema(schema, {
      io,
      unrepresentable: 'any',
      target: 'draft-2020-12',
      override: ({ jsonSchema }) => {
        delete jsonSchema.id;
      },
    });
    for (const [name, definition] of Object.entries($defs)) this.#add(name, definition);
    const id = z.globalRegistry.get(schema)?.id;
    if (id === undefined) return repointed(own);
    // zod itself may have moved a schema with an id into $defs already.
    if (own.$ref === undefined) this.#add(id, own);
    return { $ref: `#/components/schemas/${id}` };
  }

  components(): Readonly<Record<string, unknown>> {
    const sorted = [...this.#components].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(sorted);
  }

  #add(name: string, definition: unknown): void {
    this.#components.set(name, repointed(definition));
  }
}

/** zod points into `$defs`, OpenAPI into its components. */
function repointed(definition: unknown): unknown {
  return JSON.parse(
    JSON.stringify(definition, (key, value: unknown) =>
      key === '$ref' && typeof value === 'string'
        ? value.replace('#/$defs/', '#/components/schemas/')
        : value,
    ),
  );
}

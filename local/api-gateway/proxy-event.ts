import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { ResourceMatch } from './match-resource.ts';
import type { RestApi } from './rest-api.ts';
import type { Caller } from './signature.ts';

/** A request that API Gateway passes on. */
export interface ProxyRequest {
  readonly api: RestApi;
  readonly match: ResourceMatch;
  readonly method: string;
  /** Below the stage, as sent. */
  readonly path: string;
  readonly query: string;
  readonly rawHeaders: readonly string[];
  readonly body: Uint8Array;
  readonly sourceIp: string;
  readonly requestId: string;
  /** Milliseconds since 1970, by the local clock. */
  readonly receivedAt: number;
  /** Undefined where the method asks nobody who they are. */
  readonly caller: Caller | undefined;
}

/** The event of a Lambda proxy integration, field by field as a REST API sends it. */
export const toProxyEvent = (request: ProxyRequest): APIGatewayProxyEvent => {
  const { api, match, method, path, caller, requestId, receivedAt } = request;
  const multiValueHeaders = headersOf(request);
  const multiValueQuery = queryOf(request.query);
  const parameters = match.pathParameters;
  return {
    resource: match.resource.path,
    path,
    httpMethod: method,
    headers: lastOfEach(multiValueHeaders),
    multiValueHeaders,
    queryStringParameters: nullIfEmpty(lastOfEach(multiValueQuery)),
    multiValueQueryStringParameters: nullIfEmpty(multiValueQuery),
    pathParameters: nullIfEmpty(parameters),
    stageVariables: null,
    requestContext: {
      resourceId: match.resource.id,
      resourcePath: match.resource.path,
      httpMethod: method,
      extendedRequestId: requestId,
      requestTime: formatRequestTime(receivedAt),
      path: `/${api.stage}${path}`,
      accountId: api.account,
      protocol: 'HTTP/1.1',
      stage: api.stage,
      domainPrefix: api.id,
      domainName: `${api.id}.execute-api.${api.region}.amazonaws.com`,
      requestTimeEpoch: receivedAt,
      requestId,
      apiId: api.id,
      authorizer: undefined,
      identity: identityOf(request, caller),
    },
    body: request.body.length === 0 ? null : Buffer.from(request.body).toString('utf8'),
    isBase64Encoded: false,
  };
};

function identityOf({ api, sourceIp, rawHeaders }: ProxyRequest, caller: Caller | undefined) {
  const userAgent = valuesOf(rawHeaders).find(([name]) => name.toLowerCase() === 'user-agent');
  return {
    cognitoIdentityPoolId: null,
    accountId: caller === undefined ? null : api.account,
    cognitoIdentityId: null,
    caller: caller?.accessKeyId ?? null,
    sourceIp,
    principalOrgId: null,
    accessKey: caller?.accessKeyId ?? null,
    cognitoAuthenticationType: null,
    cognitoAuthenticationProvider: null,
    userArn: caller?.userArn ?? null,
    userAgent: userAgent?.[1] ?? null,
    user: caller?.accessKeyId ?? null,
    apiKey: null,
    apiKeyId: null,
    clientCert: null,
  };
}

function headersOf({ rawHeaders, sourceIp, requestId }: ProxyRequest) {
  const own = [
    ['X-Amzn-Trace-Id', `Root=1-${requestId.slice(0, 8)}-${requestId.replace(/-/g, '').slice(8)}`],
    ['X-Forwarded-For', sourceIp],
    ['X-Forwarded-Port', '443'],
    ['X-Forwarded-Proto', 'https'],
  ] as const;
  // API Gateway keeps what proves the caller to itself.
  const sent = valuesOf(rawHeaders).filter(
    ([name]) => !['authorization', 'connection', 'transfer-encoding'].includes(name.toLowerCase()),
  );
  return group([...sent, ...own]);
}

function queryOf(query: string) {
  return group([...new URLSearchParams(query)]);
}

function valuesOf(raw: readonly string[]): readonly (readonly [string, string])[] {
  return raw.flatMap((name, index) =>
    index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as const] : [],
  );
}

function group(pairs: readonly (readonly [string, string])[]): Record<string, string[]> {
  const grouped: Record<string, string[]> = Object.create(null);
  for (const [name, value] of pairs) grouped[name] = [...(grouped[name] ?? []), value];
  return grouped;
}

function lastOfEach(values: Readonly<Record<string, readonly string[]>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, all]) => [name, all[all.length - 1] ?? '']),
  );
}

function nullIfEmpty<Values extends object>(values: Values): Values | null {
  return Object.keys(values).length === 0 ? null : values;
}

/** `23/Nov/2026:08:15:00 +0000`, as access logs have it. */
function formatRequestTime(time: number): string {
  const [, day, month, year, clock] = new Date(time).toUTCString().split(' ');
  return `${day}/${month}/${year}:${clock} +0000`;
}

import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import type { VirtualClock } from '../time/virtual-clock.ts';
import type { Faults } from '../weather/faults.ts';
import type { Invocation } from './invocation.ts';
import type { Lambda } from './lambda.ts';

export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  /** A form where it is a text. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a caller hears; without a status, nothing at all. */
export interface ApiAnswer {
  readonly status: number | undefined;
  /** Of a page its text. */
  readonly body: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
  /** For whoever watches: what the run behind it stored. */
  readonly invocation: Invocation;
}

/** The API as its callers reach it. */
export type Gateway = (request: ApiRequest, onAnswer: (answer: ApiAnswer) => void) => void;

type HttpLambda = Lambda<APIGatewayProxyEvent, APIGatewayProxyResult>;

interface GatewayOptions {
  readonly clock: VirtualClock;
  readonly faults: Faults;
  readonly ingress: HttpLambda;
  readonly api: HttpLambda;
  readonly users: HttpLambda;
  readonly hooks: HttpLambda;
  readonly pages: HttpLambda;
}

/** API Gateway gives up on a function after 29 s, and a caller a little later. */
const callerTimeoutMs = 30_000;
const networkMs = 5;

const ingressPaths: ReadonlySet<string> = new Set(['/notifications/send', '/notifications/batch']);

export const createGateway = ({ clock, faults, ...functions }: GatewayOptions): Gateway => {
  let requests = 0;
  return (request, onAnswer) => {
    requests += 1;
    functionFor(request.path, functions).invoke(
      toEvent(request, `request-${requests}`),
      (ending, invocation) => {
        const isLost = faults.isResponseLost();
        clock.after(isLost ? callerTimeoutMs : networkMs, () => {
          if (isLost)
            return onAnswer({ status: undefined, body: undefined, headers: {}, invocation });
          if (ending.kind !== 'returned')
            return onAnswer({ status: 502, body: undefined, headers: {}, invocation });
          const { statusCode, body, headers = {} } = ending.value;
          onAnswer({
            status: statusCode,
            body: body === '' ? undefined : isPage(headers) ? body : JSON.parse(body),
            headers,
            invocation,
          });
        });
      },
    );
  };
};

const isPage = (headers: ApiAnswer['headers']) =>
  String(headers['content-type']).startsWith('text/html');

function functionFor(
  path: string,
  { ingress, api, users, hooks, pages }: Omit<GatewayOptions, 'clock' | 'faults'>,
): HttpLambda {
  if (ingressPaths.has(path)) return ingress;
  if (path.startsWith('/webhooks')) return hooks;
  if (/^\/(unsubscribe|preferences)\//.test(path)) return pages;
  return path.startsWith('/users/') || path.startsWith('/suppressions') ? users : api;
}

function toEvent({ method, path, body, headers }: ApiRequest, requestId: string) {
  const event = {
    httpMethod: method,
    path,
    resource: path,
    headers: { 'Content-Type': 'application/json', ...headers },
    queryStringParameters: null,
    body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
    isBase64Encoded: false,
    requestContext: {
      requestId,
      identity: { userArn: 'arn:aws:sts::111122223333:assumed-role/Orders/i-0abc' },
    },
  };
  // The product reads no other member of the event.
  return event as unknown as APIGatewayProxyEvent;
}

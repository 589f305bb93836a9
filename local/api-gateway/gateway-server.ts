import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { PayloadTooLarge } from '#local/lambda/function-pool.ts';
import { readFunctionAnswer } from './function-answer.ts';
import { type Answer, answerFault, type Fault } from './gateway-answer.ts';
import { createMatchResource } from './match-resource.ts';
import { toProxyEvent } from './proxy-event.ts';
import type { Method, RestApi } from './rest-api.ts';
import { type Caller, checkSignature } from './signature.ts';

interface GatewayOptions {
  readonly api: RestApi;
  readonly port: number;
  readonly callers: readonly Caller[];
  /** Runs a function; the payloads are JSON. */
  readonly invoke: (functionName: string, payload: string) => Promise<string>;
  /** The local clock. */
  readonly now: () => number;
  /** Told of what a caller sees as a 5xx only. */
  readonly onError?: (error: unknown) => void;
}

export interface GatewayServer {
  /** With the stage, without a slash at the end. */
  readonly url: string;
  /** Calls a path below the stage as a caller would, less the signature: for the cloud's own use. */
  call(caller: Caller, method: string, path: string, body?: unknown): Promise<Answer>;
  close(): Promise<void>;
}

/** API Gateway takes bodies of up to 10 MB and waits 29 s for a function. */
const maxBodyBytes = 10 * 1024 * 1024;
const integrationTimeoutMs = 29_000;

/** Serves one REST API, on this machine only. */
export const startGateway = async (options: GatewayOptions): Promise<GatewayServer> => {
  const answer = createAnswer(options);
  const server = createServer((request, response) => {
    readRequest(request)
      .then((received) => answer(received))
      .then(
        (result) => write(response, result),
        (error) => {
          options.onError?.(error);
          response.destroy();
        },
      );
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  return {
    url: `http://127.0.0.1:${port}/${options.api.stage}`,
    call: (caller, method, path, body) =>
      answer({
        method,
        rawUrl: `/${options.api.stage}${path}`,
        rawHeaders: ['content-type', 'application/json'],
        body: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
        sourceIp: '127.0.0.1',
        caller,
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

/** A request as the gateway got it. */
interface ReceivedRequest {
  readonly method: string;
  readonly rawUrl: string;
  readonly rawHeaders: readonly string[];
  /** Undefined for a body that is too large. */
  readonly body: Uint8Array | undefined;
  readonly sourceIp: string;
  /** Known without a signature; undefined for whoever has to prove it. */
  readonly caller: Caller | undefined;
}

async function readRequest(request: IncomingMessage): Promise<ReceivedRequest> {
  return {
    method: request.method ?? 'GET',
    rawUrl: request.url ?? '/',
    rawHeaders: request.rawHeaders,
    sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
    body: await readBody(request),
    caller: undefined,
  };
}

function createAnswer({ api, callers, invoke, now, onError }: GatewayOptions) {
  const matchResource = createMatchResource(api.resources);
  const signatures = { callers, region: api.region, service: 'execute-api', now: Date.now };
  const stagePath = `/${api.stage}`;

  return async (request: ReceivedRequest): Promise<Answer> => {
    const requestId = randomUUID();
    const { method, rawUrl, rawHeaders, body, sourceIp } = request;
    const [fullPath = '/', query = ''] = splitOnce(rawUrl, '?');
    const fail = (fault: Fault, message: string) =>
      answerFault(api, fault, { message, requestId, method, path: fullPath });

    if (body === undefined) return fail('REQUEST_TOO_LARGE', 'Request Too Long');
    const isInStage = fullPath === stagePath || fullPath.startsWith(`${stagePath}/`);
    const path = fullPath.slice(stagePath.length) || '/';
    const match = isInStage ? matchResource(path, method) : undefined;
    const target: Method | undefined =
      match?.resource.methods.get(method) ?? match?.resource.methods.get('ANY');
    if (match === undefined || target === undefined) {
      return fail('MISSING_AUTHENTICATION_TOKEN', 'Missing Authentication Token');
    }
    let { caller } = request;
    if (target.authorization === 'AWS_IAM' && caller === undefined) {
      const signed = { method, rawUrl, rawHeaders, body };
      const check = checkSignature(signed, signatures);
      if (check.kind === 'refused') return fail(check.fault, check.message);
      caller = check.caller;
    }
    if (target.functionName === undefined) {
      return { status: 200, headers: { 'content-type': 'application/json' }, body: '' };
    }
    const event = toProxyEvent({
      api,
      match,
      method,
      path,
      query,
      rawHeaders,
      body,
      sourceIp,
      requestId,
      receivedAt: now(),
      caller,
    });
    try {
      const payload = await withTimeout(invoke(target.functionName, JSON.stringify(event)));
      if (payload === undefined) return fail('INTEGRATION_TIMEOUT', 'Endpoint request timed out');
      const answer = readFunctionAnswer(payload, requestId);
      if (answer !== undefined) return answer;
      onError?.(new Error(`${target.functionName} gave a malformed Lambda proxy response`));
    } catch (error) {
      if (error instanceof PayloadTooLarge) return fail('REQUEST_TOO_LARGE', 'Request Too Long');
      onError?.(error);
    }
    return fail('BAD_GATEWAY', 'Internal server error');
  };
}

/** The whole body; undefined when it is too large, the rest of it then read and dropped. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= maxBodyBytes) chunks.push(chunk);
  }
  return length > maxBodyBytes ? undefined : Buffer.concat(chunks);
}

async function withTimeout(invocation: Promise<string>): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), integrationTimeoutMs);
  });
  try {
    return await Promise.race([invocation, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

function write(response: ServerResponse, { status, headers, body }: Answer): void {
  for (const [name, value] of Object.entries(headers)) {
    response.setHeader(name, typeof value === 'string' ? value : [...value]);
  }
  response.statusCode = status;
  response.end(body);
}

function splitOnce(text: string, separator: string): readonly string[] {
  const index = text.indexOf(separator);
  return index === -1 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}

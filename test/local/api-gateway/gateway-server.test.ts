import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type GatewayServer, startGateway } from '#local/api-gateway/gateway-server.ts';
import type { Method, RestApi } from '#local/api-gateway/rest-api.ts';
import { PayloadTooLarge } from '#local/lambda/function-pool.ts';
import { sign, testCaller } from './sign.ts';

const signed: Method = { authorization: 'AWS_IAM', functionName: 'ingress' };
const open: Method = { authorization: 'NONE', functionName: 'links' };

const api: RestApi = {
  id: 'abc123',
  name: 'test',
  stage: 'v1',
  account: '000000000000',
  region: 'us-east-1',
  resources: [
    { id: 'root', path: '/', methods: new Map([['ANY', signed]]) },
    { id: 'greedy', path: '/{proxy+}', methods: new Map([['ANY', signed]]) },
    { id: 'one', path: '/notifications/{id}', methods: new Map([['GET', signed]]) },
    { id: 'send', path: '/notifications/send', methods: new Map([['POST', signed]]) },
    { id: 'open', path: '/open', methods: new Map([['GET', open]]) },
  ],
  gatewayResponses: new Map([
    [
      'MISSING_AUTHENTICATION_TOKEN',
      {
        statusCode: 403,
        headers: { 'Content-Type': 'application/problem+json' },
        templates: {
          'application/json':
            '{"code":"UNSIGNED","detail":$context.error.messageString,"requestId":"$context.requestId"}',
        },
      },
    ],
  ]),
};

let server: GatewayServer;
let respond: (functionName: string, payload: string) => Promise<string>;
let events: Record<string, unknown>[] = [];

beforeAll(async () => {
  server = await startGateway({
    api,
    port: 0,
    callers: [testCaller],
    now: () => Date.UTC(2026, 10, 23, 8, 15),
    invoke: (functionName, payload) => {
      events.push(JSON.parse(payload));
      return respond(functionName, payload);
    },
  });
});

afterAll(() => server.close());

beforeEach(() => {
  events = [];
  respond = async (functionName) =>
    JSON.stringify({ statusCode: 202, headers: { Location: '/x' }, body: functionName });
});

const call = async (method: string, path: string, body?: string, options = {}) => {
  const url = `${server.url}${path}`;
  const headers = await sign(method, url, body, options);
  return fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
};

test('passes a signed call to its function, as API Gateway would describe it', async () => {
  const response = await call('POST', '/notifications/send?b=2&a=1&a=3', '{"x":"ä"}', {
    headers: { 'content-type': 'application/json', 'Idempotency-Key': 'k' },
  });
  expect(response.status).toBe(202);
  expect(response.headers.get('location')).toBe('/x');
  expect(await response.text()).toBe('ingress');
  expect(events[0]).toMatchObject({
    resource: '/notifications/send',
    path: '/notifications/send',
    httpMethod: 'POST',
    headers: { 'Idempotency-Key': 'k', 'X-Forwarded-Proto': 'https' },
    queryStringParameters: { a: '3', b: '2' },
    multiValueQueryStringParameters: { a: ['1', '3'] },
    pathParameters: null,
    body: '{"x":"ä"}',
    isBase64Encoded: false,
    requestContext: {
      stage: 'v1',
      path: '/v1/notifications/send',
      accountId: '000000000000',
      requestTime: '23/Nov/2026:08:15:00 +0000',
      requestId: response.headers.get('x-amzn-requestid'),
      identity: {
        accountId: '000000000000',
        userArn: testCaller.userArn,
        accessKey: testCaller.accessKeyId,
        sourceIp: '127.0.0.1',
      },
    },
  });
  expect(JSON.stringify(events[0])).not.toContain('Signature=');
});

test.each([
  ['GET', '/notifications/send', '/notifications/{id}', { id: 'send' }],
  ['GET', '/notifications/a%20b', '/notifications/{id}', { id: 'a b' }],
  ['DELETE', '/notifications/a', '/{proxy+}', { proxy: 'notifications/a' }],
  ['GET', '/a/b/c', '/{proxy+}', { proxy: 'a/b/c' }],
  ['GET', '', '/', null],
  [
    'GET',
    '/users/demo-ada@example.com/x*y',
    '/{proxy+}',
    { proxy: 'users/demo-ada@example.com/x*y' },
  ],
])('routes %s %s to %s', async (method, path, resource, pathParameters) => {
  expect((await call(method, path)).status).toBe(202);
  expect(events[0]).toMatchObject({ resource, pathParameters });
});

test('answers an unsigned call with the gateway response of the template', async () => {
  const response = await fetch(`${server.url}/anything`);
  expect(response.status).toBe(403);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(await response.json()).toEqual({
    code: 'UNSIGNED',
    detail: 'Missing Authentication Token',
    requestId: response.headers.get('x-amzn-requestid'),
  });
  expect(events).toEqual([]);
});

test.each([
  ['another secret', { secretAccessKey: 'guess' }],
  ['a key that nobody has', { accessKeyId: 'AKIANOBODY' }],
  ['another region', { region: 'eu-west-1' }],
  ['another service', { service: 'sqs' }],
  ['six minutes ago', { date: new Date(Date.now() - 360_000) }],
  ['six minutes from now', { date: new Date(Date.now() + 360_000) }],
])('refuses what was signed with %s', async (_what, options) => {
  const response = await call('GET', '/x', undefined, options);
  expect(response.status).toBe(403);
  expect(events).toEqual([]);
});

test('refuses a body, a path, a query or a header that is not the one signed', async () => {
  const url = `${server.url}/notifications/send`;
  const headers = await sign('POST', url, 'one', { headers: { 'x-tenant': 'a' } });
  const tampered = [
    fetch(url, { method: 'POST', headers, body: 'two' }),
    fetch(`${url}x`, { method: 'POST', headers, body: 'one' }),
    fetch(`${url}?a=1`, { method: 'POST', headers, body: 'one' }),
    fetch(url, { method: 'POST', headers: { ...headers, 'x-tenant': 'b' }, body: 'one' }),
    fetch(url, { method: 'PUT', headers, body: 'one' }),
  ];
  for (const response of await Promise.all(tampered)) expect(response.status).toBe(403);
  expect((await fetch(url, { method: 'POST', headers, body: 'one' })).status).toBe(202);
});

test('lets an open method be called by anybody', async () => {
  const response = await fetch(`${server.url}/open`);
  expect(response.status).toBe(202);
  expect(events[0]).toMatchObject({ requestContext: { identity: { userArn: null } } });
});

test('knows nothing beside its stage', async () => {
  const headers = await sign('GET', server.url.replace('/v1', '/v2/open'), undefined);
  expect((await fetch(server.url.replace('/v1', '/v2/open'), { headers })).status).toBe(403);
});

test('answers 413 to a body beyond 10 MB, and to one that Lambda would not take', async () => {
  expect((await call('POST', '/notifications/send', 'x'.repeat(10_485_761))).status).toBe(413);
  respond = async () => {
    throw new PayloadTooLarge('7 MB');
  };
  expect((await call('POST', '/notifications/send', 'x')).status).toBe(413);
});

test.each([
  ['fails', () => Promise.reject(new Error('boom'))],
  ['answers nothing', async () => 'null'],
  ['answers with a field that API Gateway does not know', async () => '{"statusCode":200,"no":1}'],
])('answers 502 when the function %s', async (_what, answer) => {
  respond = answer;
  const response = await call('GET', '/x');
  expect(response.status).toBe(502);
  expect(await response.json()).toEqual({ message: 'Internal server error' });
});

const hasCurl = spawnSync('curl', ['--version']).status === 0;

test.skipIf(!hasCurl)('takes what curl signs', async () => {
  const curl = async (...args: readonly string[]) => {
    const { stdout } = await promisify(execFile)('curl', [
      ...['-s', '-o', '/dev/null', '-w', '%{http_code}'],
      ...['--aws-sigv4', 'aws:amz:us-east-1:execute-api', '--user', 'AKIATEST:secret'],
      ...args,
    ]);
    return stdout;
  };
  const json = ['-H', 'content-type: application/json'];
  expect(await curl(...json, '-d', '{"a":1}', `${server.url}/notifications/send`)).toBe('202');
  expect(await curl(`${server.url}/a%20b?z=1&a=x%2Fy`)).toBe('202');
});

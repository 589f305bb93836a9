import type { APIGatewayProxyEvent } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { createCallerLimit } from '#functions/ingress/caller-limit.ts';
import { type IngressDeps, ingressRoutes } from '#functions/ingress/routes.ts';
import { createServe, httpService } from '#platform/http-handler.ts';
import { tableKeys } from '#platform/table-keys.ts';
import { logger } from '#platform/telemetry.ts';
import { startTablesInMemory, type TablesInMemory } from '../channels/tables-in-memory.ts';
import { writeDownCalls } from '../platform/write-down-calls.ts';

logger.setLogLevel('SILENT');

let tables: TablesInMemory;
beforeAll(async () => {
  tables = await startTablesInMemory('notifications');
  await tables.createTable('idempotency', { partitionKey: tableKeys.idempotency.partitionKey });
});
afterAll(() => tables.close());

let minute = Date.parse('2026-11-23T12:00:00Z');
const errors: unknown[] = [];
beforeEach(() => {
  minute += 3_600_000;
  errors.length = 0;
});

const limitOf = (perMinute: number | undefined, seconds = 15, table = 'idempotency') =>
  createCallerLimit({
    dynamo: tables.dynamo,
    table,
    perMinute,
    now: () => minute + seconds * 1000,
    onError: (error) => errors.push(error),
  });

test('a caller has what is left of a minute, and then has to wait for the next', async () => {
  const limit = limitOf(10);
  expect(await limit('1/Orders', 1)).toEqual({
    'ratelimit-policy': '"caller";q=10;w=60',
    ratelimit: '"caller";r=9;t=45',
  });
  expect(await limit('1/Orders', 9)).toMatchObject({ ratelimit: '"caller";r=0;t=45' });
  await expect(limit('1/Orders', 1)).rejects.toMatchObject({
    code: 'TOO_MANY_REQUESTS',
    headers: { 'retry-after': '45', ratelimit: '"caller";r=0;t=45' },
  });
  expect(await limitOf(10, 60)('1/Orders', 1)).toMatchObject({ ratelimit: '"caller";r=9;t=60' });
  expect(errors).toEqual([]);
});

test('one caller uses up nothing of another', async () => {
  const limit = limitOf(1);
  await limit('1/Orders', 1);
  expect(await limit('1/Alerts', 1)).toMatchObject({ ratelimit: '"caller";r=0;t=45' });
});

test('many at once are counted, every one', async () => {
  const limit = limitOf(20);
  const results = await Promise.allSettled(Array.from({ length: 30 }, () => limit('1/Orders', 1)));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
});

test('nobody is refused where nothing can be counted, nor where there is no limit', async () => {
  expect(await limitOf(1, 15, 'no-such-table')('1/Orders', 5)).toEqual({});
  expect(errors).toHaveLength(1);
  expect(await limitOf(undefined, 15, 'no-such-table')('1/Orders', 5)).toEqual({});
  expect(errors).toHaveLength(1);
});

test('the door says what is left with every answer, and a batch counts each of its sends', async () => {
  const counted: number[] = [];
  const accepted: number[] = [];
  const deps = {
    limitCaller: async (_: string, sends: number) => {
      counted.push(sends);
      return { ratelimit: '"caller";r=1;t=45' };
    },
    countAccepted: (times: number) => {
      accepted.push(times);
    },
    findTemplates: async () => new Map(),
    enqueue: async () => [],
    findRecipients: async () => () => {
      throw new Error('nobody is looked for');
    },
  } as Partial<IngressDeps> as IngressDeps;
  const call = async (path: string, body: unknown) => {
    const found = ingressRoutes.find((route) => route.path === path);
    const request = {
      method: 'POST',
      path,
      headers: { 'content-type': 'application/json' },
      query: {},
      body: JSON.stringify(body),
      caller: '1/Orders',
      requestId: 'r',
    };
    return found?.invoke(request, {}, deps);
  };
  const headers = { ratelimit: '"caller";r=1;t=45' };
  await expect(call('/notifications/send', {})).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    headers,
  });
  expect(await call('/notifications/batch', { notifications: [{}, {}, {}] })).toMatchObject({
    status: 202,
    headers,
  });
  expect(counted).toEqual([1, 3]);
  expect(accepted).toEqual([0, 0]);
});

test('over a limit the answer is 429 with Retry-After and what is left, after one write and nothing else', async () => {
  const calls: string[] = [];
  const service = httpService<unknown, unknown, IngressDeps>({
    env: z.unknown(),
    clients: () => undefined,
    build: () => {
      throw new Error('it is built by the test');
    },
    routes: ingressRoutes,
  });
  const { dynamo } = tables;
  const stop = writeDownCalls(dynamo, calls);
  const serve = createServe(service, {
    limitCaller: limitOf(1),
  } as Partial<IngressDeps> as IngressDeps);
  await limitOf(1)('000000000000/Flood', 1);
  calls.length = 0;

  const { statusCode, headers, body } = await serve({
    httpMethod: 'POST',
    path: '/notifications/send',
    resource: '/notifications/send',
    headers: { 'Content-Type': 'application/json' },
    queryStringParameters: null,
    body: '{}',
    isBase64Encoded: false,
    requestContext: {
      requestId: 'r',
      identity: { userArn: 'arn:aws:sts::000000000000:assumed-role/Flood/session' },
    },
  } as unknown as APIGatewayProxyEvent);

  stop();
  expect(statusCode).toBe(429);
  expect(headers).toMatchObject({
    'content-type': 'application/problem+json',
    'retry-after': '45',
    'ratelimit-policy': '"caller";q=1;w=60',
    ratelimit: '"caller";r=0;t=45',
  });
  expect(JSON.parse(body)).toMatchObject({ status: 429, code: 'TOO_MANY_REQUESTS' });
  expect(calls).toEqual(['UpdateItemCommand']);
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type UserRoutesDeps, userRoutes } from '#functions/users/profiles/routes.ts';
import {
  type WebhookSecretRoutesDeps,
  webhookSecretRoutes,
} from '#functions/users/webhook-secret/routes.ts';
import { deriveWebhookSecret } from '#functions/webhooks/webhook-secret.ts';
import { createDispatch } from '#platform/http-dispatch.ts';
import { createProfiles } from '#platform/profiles.ts';
import type { HttpMethod } from '#platform/route.ts';
import { tableKeys } from '#platform/table-keys.ts';
import { createPutWebhookSecretVersions } from '#platform/webhook-secret-versions.ts';
import { startTablesInMemory, type TablesInMemory } from '../channels/tables-in-memory.ts';

const master = 'a master secret';
const table = 'recipients';
const hour = 3_600_000;
const start = Date.parse('2026-11-23T11:00:00.000Z');

let tables: TablesInMemory;
let now: number;
let userId: string;
let users = 0;
beforeAll(async () => {
  tables = await startTablesInMemory('notifications');
  await tables.createTable(table, tableKeys.recipients);
});
afterAll(() => tables.close());
beforeEach(() => {
  now = start;
  users += 1;
  userId = `user-${users}`;
});

const dispatch = createDispatch<UserRoutesDeps & WebhookSecretRoutesDeps>(
  [...userRoutes, ...webhookSecretRoutes],
  [],
);

const call = (method: HttpMethod, path: string, body?: unknown, allowLoopback = false) => {
  const profiles = createProfiles(tables.dynamo, table);
  const request = {
    method,
    path: `/users/${userId}${path}`,
    headers: { 'content-type': 'application/json' },
    query: {},
    body: body === undefined ? '' : JSON.stringify(body),
    caller: '1/Orders',
    requestId: 'r',
  };
  return dispatch(request, {
    profiles,
    endpoints: { remove: async () => {} },
    allowLoopbackWebhooks: allowLoopback,
    putWebhookSecretVersions: createPutWebhookSecretVersions(tables.dynamo, table),
    readWebhookMasterSecret: async () => master,
    now: () => now,
  });
};
const profile = () => createProfiles(tables.dynamo, table).get(userId);

describe('a webhookUrl', () => {
  test('is kept in its normal form, read back, and removed when it is left out', async () => {
    const webhookUrl = 'HTTPS://Hooks.Example.com:443/Herald?key=K1';
    const kept = 'https://hooks.example.com/Herald?key=K1';
    expect((await call('PUT', '', { webhookUrl })).body).toMatchObject({ webhookUrl: kept });
    expect((await call('GET', '')).body).toMatchObject({ webhookUrl: kept });
    await call('PUT', '', {});
    expect((await call('GET', '')).body).not.toHaveProperty('webhookUrl');
  });

  test.each([
    ['http://hooks.example.com/', 'must begin with https://'],
    ['https://ada:secret@hooks.example.com/', 'must not hold credentials'],
    ['https://10.0.0.1/', 'public internet'],
    ['http://127.0.0.1:4711/', 'must begin with https://'],
    ['nonsense', 'must be a URL'],
  ])('is refused as %s, and nothing is stored', async (webhookUrl, why) => {
    await expect(call('PUT', '', { webhookUrl })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      errors: [{ pointer: '/webhookUrl', detail: expect.stringContaining(why) }],
    });
    expect(await profile()).toBeUndefined();
  });

  test('may lead to this machine where the stage says so', async () => {
    const webhookUrl = 'http://127.0.0.1:4711/hook';
    expect((await call('PUT', '', { webhookUrl }, true)).status).toBe(201);
  });
});

describe('a webhook secret', () => {
  const secret = (version: number) => ({
    secret: deriveWebhookSecret(master, userId, version),
    version,
  });

  test('is there from the start, and the same every time', async () => {
    await call('PUT', '', {});
    const answer = await call('GET', '/webhook-secret');
    expect(answer).toEqual({
      status: 200,
      body: secret(1),
      headers: { 'cache-control': 'no-store' },
    });
    expect(await call('GET', '/webhook-secret')).toEqual(answer);
  });

  test('is another one after a rotation, and the one before signs for 24 hours', async () => {
    await call('PUT', '', {});
    expect((await call('POST', '/webhook-secret/rotate')).body).toEqual(secret(2));
    expect((await call('GET', '/webhook-secret')).body).toEqual(secret(2));
    const first = { newest: 2, oldest: 1, overlapsUntil: start + 24 * hour };
    expect((await profile())?.webhookSecret).toEqual(first);
    now += 25 * hour;
    expect((await call('POST', '/webhook-secret/rotate')).body).toEqual(secret(3));
    expect((await profile())?.webhookSecret).toMatchObject({ newest: 3, oldest: 2 });
  });

  test('stays when the user is replaced, and shows nowhere else', async () => {
    await call('PUT', '', {});
    await call('POST', '/webhook-secret/rotate');
    expect((await call('PUT', '', { username: userId })).body).not.toHaveProperty('webhookSecret');
    expect((await call('GET', '')).body).not.toHaveProperty('webhookSecret');
    expect((await call('GET', '/webhook-secret')).body).toEqual(secret(2));
  });

  test('is rotated once by two who do so at the same moment', async () => {
    await call('PUT', '', {});
    const answers = await Promise.allSettled([
      call('POST', '/webhook-secret/rotate'),
      call('POST', '/webhook-secret/rotate'),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect((await profile())?.webhookSecret?.newest).toBe(2);
  });

  test('is not found for a user who is not there, and none is made', async () => {
    for (const [method, path] of [
      ['GET', '/webhook-secret'],
      ['POST', '/webhook-secret/rotate'],
    ] as const) {
      await expect(call(method, path)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    expect(await profile()).toBeUndefined();
  });
});

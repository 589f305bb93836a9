import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type LoopbackServer, readBody, serveLoopback } from '#local/outbox/loopback.ts';
import { createReadSecret } from '#platform/read-secret.ts';

let server: LoopbackServer;
let calls: string[];
let status: number;
let value: string | undefined;
let now: number;
beforeEach(async () => {
  [calls, status, value, now] = [[], 200, 'first', 1_000];
  server = await serveLoopback(0, async (request, response) => {
    calls.push((await readBody(request, 10_000)) ?? '');
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
    const failure = { __type: 'InternalServiceError' };
    response.end(JSON.stringify(status === 200 ? { SecretString: value } : failure));
  });
});
afterEach(() => server.close());

const reader = () => {
  const client = new SecretsManagerClient({
    region: 'us-east-1',
    endpoint: server.url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  return createReadSecret(client, 'arn:secret', () => now);
};

test('reads once for all who ask at once, and for a few minutes', async () => {
  const read = reader();
  expect(await Promise.all([read(), read()])).toEqual(['first', 'first']);
  value = 'second';
  now += 5 * 60_000 - 1;
  expect(await read()).toBe('first');
  expect(calls).toEqual(['{"SecretId":"arn:secret"}']);
  now += 1;
  expect(await read()).toBe('second');
});

test('asks again at once when it could not be read', async () => {
  const read = reader();
  status = 500;
  await expect(read()).rejects.toThrow();
  status = 200;
  expect(await read()).toBe('first');
});

test('says which secret is not text', async () => {
  value = undefined;
  await expect(reader()()).rejects.toThrow('arn:secret is not text');
});

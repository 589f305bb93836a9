import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFunctionPool, type FunctionPool } from '#local/lambda/function-pool.ts';

const bundle = `
let calls = 0;
export const handler = async (event, context) => {
  calls += 1;
  if (event.do === 'throw') throw new RangeError('no such thing');
  if (event.do === 'hang') return new Promise(() => setInterval(() => {}, 1000));
  if (event.do === 'exit') process.exit(3);
  if (event.do === 'crash') setTimeout(() => { throw new Error('out of band'); }, 0);
  if (event.do === 'crash') return new Promise(() => {});
  if (event.do === 'wait') await new Promise((resolve) => setTimeout(resolve, 100));
  if (event.do === 'log') console.log('a line of ' + event.word);
  return {
    calls, greeting: process.env.GREETING, path: process.env.PATH, now: Date.now(),
    region: process.env.AWS_REGION, sqs: process.env.AWS_ENDPOINT_URL_SQS,
    name: context.functionName, requestId: context.awsRequestId,
    remaining: context.getRemainingTimeInMillis(), nothing: undefined,
  };
};
export const broken = 'not a function';
`;

const dataDir = mkdtempSync(join(tmpdir(), 'herald-lambda-'));
const clockOffset = new SharedArrayBuffer(8);
let pool: FunctionPool;

const define = (name: string, exportName = 'handler') => ({
  name,
  arn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
  region: 'us-east-1',
  file: join(dataDir, 'index.mjs'),
  exportName,
  timeoutSeconds: 1,
  memoryMb: 128,
  environment: { GREETING: `hello ${name}` },
});

beforeAll(() => {
  writeFileSync(join(dataDir, 'index.mjs'), bundle);
  pool = createFunctionPool({
    functions: [define('one'), define('two'), define('broken', 'broken')],
    dataDir,
    clockOffset,
    endpoints: { AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:1' },
    maxContainers: 2,
  });
});

afterAll(() => pool.close());

const call = async (name: string, event: unknown): Promise<Record<string, unknown>> =>
  JSON.parse(await pool.invoke(name, JSON.stringify(event)));

test('gives a function its own environment and Lambda context, and nothing of the host', async () => {
  const answer = await call('one', {});
  expect(answer).toMatchObject({
    greeting: 'hello one',
    region: 'us-east-1',
    sqs: 'http://127.0.0.1:1',
    name: 'one',
  });
  expect(answer).not.toHaveProperty('path');
  expect(answer).not.toHaveProperty('nothing');
  expect(answer.requestId).toMatch(/^[0-9a-f-]{36}$/);
  expect(answer.remaining).toBeGreaterThan(500);
  expect(await call('two', {})).toMatchObject({ greeting: 'hello two' });
});

test('keeps a container warm and starts another for a concurrent invocation, up to the limit', async () => {
  const first = await call('two', {});
  const second = await call('two', {});
  expect(Number(second.calls)).toBe(Number(first.calls) + 1);
  const answers = await Promise.all(Array.from({ length: 6 }, () => call('two', { do: 'wait' })));
  const counts = answers.map((answer) => Number(answer.calls));
  expect(counts.some((count) => count === 1)).toBe(true);
  expect(Math.max(...counts)).toBeGreaterThan(2);
});

test('reports what the handler threw as Lambda words it, and goes on with the same container', async () => {
  await expect(call('one', { do: 'throw' })).rejects.toMatchObject({
    name: 'FunctionFailure',
    detail: { errorType: 'RangeError', errorMessage: 'no such thing' },
  });
  expect(Number((await call('one', {})).calls)).toBeGreaterThan(2);
});

test('kills a function at its timeout and starts afresh', async () => {
  await expect(call('one', { do: 'hang' })).rejects.toThrow('Task timed out after 1.00 seconds');
  expect(await call('one', {})).toMatchObject({ calls: 1 });
});

test.each([
  ['exit', 'Runtime.ExitError'],
  ['crash', 'Error: out of band'],
])('survives a function that ends by itself (%s)', async (way, message) => {
  await expect(call('one', { do: way })).rejects.toThrow(message);
  expect(await call('one', {})).toMatchObject({ calls: 1 });
});

test('reports a handler that is not there at every invocation', async () => {
  await expect(call('broken', {})).rejects.toThrow('broken is undefined or not exported');
  await expect(call('broken', {})).rejects.toThrow('broken is undefined or not exported');
});

test('refuses a payload beyond 6 MB', async () => {
  await expect(call('one', { text: 'x'.repeat(6 * 1024 * 1024) })).rejects.toMatchObject({
    name: 'PayloadTooLarge',
  });
});

test('shows the function the local clock, also when it moves while the container is warm', async () => {
  await call('one', {});
  new BigInt64Array(clockOffset)[0] = 86_400_000n;
  const answer = await call('one', {});
  expect(Number(answer.now) - Date.now()).toBeGreaterThan(86_000_000);
  new BigInt64Array(clockOffset)[0] = 0n;
});

test('has written what a function logged before its answer is there', async () => {
  await call('one', { do: 'log', word: 'truth' });
  expect(readFileSync(join(dataDir, 'logs', 'one.log'), 'utf8')).toContain('a line of truth\n');
});

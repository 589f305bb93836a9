import { fork } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startControl } from '#local/control/control-server.ts';
import { openCredentials } from '#local/control/credentials.ts';
import { lockData } from '#local/control/data-lock.ts';
import { createOutages } from '#local/control/outages.ts';
import { openPorts } from '#local/control/ports.ts';

const newDirectory = () => mkdtempSync(join(tmpdir(), 'herald-control-'));

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

test('lets one process at a time work on a data directory', () => {
  const dataDir = newDirectory();
  const first = lockData(dataDir);
  expect(first).toBeDefined();
  expect(lockData(dataDir)).toBeUndefined();
  first?.release();
  const second = lockData(dataDir);
  expect(second).toBeDefined();
  second?.release();
});

test('lets go of the data directory of a process that was killed', async () => {
  const dataDir = newDirectory();
  const script = join(dataDir, 'hold.mjs');
  const lockModule = new URL('../../../local/control/data-lock.ts', import.meta.url);
  writeFileSync(
    script,
    `const { lockData } = await import(${JSON.stringify(lockModule.href)});
     globalThis.held = lockData(${JSON.stringify(dataDir)});
     process.send('held'); setInterval(() => {}, 1000);`,
  );
  const child = fork(script, { execArgv: [] });
  await new Promise((resolve) => child.once('message', resolve));
  expect(lockData(dataDir)).toBeUndefined();
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
  const lock = lockData(dataDir);
  expect(lock).toBeDefined();
  lock?.release();
});

test('keeps the ports of a data directory, but not one that is taken', async () => {
  const dataDir = newDirectory();
  const first = openPorts(dataDir);
  const [sqs, ses] = [await first('sqs'), await first('ses')];
  expect(ses).not.toBe(sqs);
  const squatter = createServer();
  await new Promise<void>((resolve) => squatter.listen(sqs, '127.0.0.1', resolve));
  cleanups.push(() => squatter.close());
  const second = openPorts(dataDir);
  expect(await second('ses')).toBe(ses);
  expect(await second('sqs')).not.toBe(sqs);
});

test('keeps the credentials of a data directory', () => {
  const dataDir = newDirectory();
  const credentials = openCredentials(dataDir);
  expect(openCredentials(dataDir)).toEqual(credentials);
  expect(openCredentials(newDirectory())).not.toEqual(credentials);
  expect(credentials.accessKeyId).toMatch(/^AKIA[0-9A-Z]{16}$/);
});

test('advances the clock, and answers when that is done', async () => {
  let time = Date.UTC(2026, 0, 1);
  const outages = createOutages(() => time);
  const control = await startControl({
    port: 0,
    now: () => time,
    outages,
    advance: async (seconds) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      time += seconds * 1000;
    },
  });
  cleanups.push(control.close);
  const post = (body: string) => fetch(`${control.url}/clock`, { method: 'POST', body });
  expect(await (await post('{"advanceSeconds": 60}')).json()).toEqual({
    now: '2026-01-01T00:01:00.000Z',
  });
  expect((await post('{"advanceSeconds": -1}')).status).toBe(400);
  expect((await post('{"advance": 1}')).status).toBe(400);
  expect((await post('nonsense')).status).toBe(400);
  expect((await fetch(`${control.url}/else`)).status).toBe(404);
  expect(await (await fetch(`${control.url}/clock`)).json()).toEqual({
    now: '2026-01-01T00:01:00.000Z',
  });
  const takeOut = (body: string) => fetch(`${control.url}/outages`, { method: 'POST', body });
  expect((await takeOut('{"service": "fax", "seconds": 1}')).status).toBe(400);
  expect((await takeOut('{"service": "sms", "seconds": 60}')).status).toBe(200);
  expect([outages.isOut('sms'), outages.isOut('ses')]).toEqual([true, false]);
  time += 60_000;
  expect(outages.isOut('sms')).toBe(false);
});

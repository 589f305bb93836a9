import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openClock } from '#local/clock.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'herald-clock-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const day = 86_400;

test('goes with the machine, and ahead of it by what it was moved', () => {
  const clock = openClock(dataDir);
  expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1000);

  clock.advance(day);

  const ahead = clock.now() - Date.now();
  expect(Math.abs(ahead - day * 1000)).toBeLessThan(1000);
});

test('is as far ahead when it is opened again', () => {
  openClock(dataDir).advance(day);

  expect(openClock(dataDir).now() - Date.now()).toBeGreaterThan(day * 1000 - 1000);
});

test('calls who listens, until they stop', () => {
  const clock = openClock(dataDir);
  let calls = 0;
  const stop = clock.onAdvance(() => {
    calls += 1;
  });
  clock.advance(1);
  stop();
  clock.advance(1);

  expect(calls).toBe(1);
});

/** What a thread says of its Date, after the clock was moved while it ran. */
const inThread = async (expressions: readonly string[]): Promise<readonly unknown[]> => {
  const clock = openClock(dataDir);
  const patch = new URL('../../local/clock-patch.ts', import.meta.url).href;
  const worker = new Worker(
    `import { parentPort, workerData } from 'node:worker_threads';
     import { patchDate } from '${patch}';
     const RealDate = Date;
     patchDate(workerData);
     parentPort.once('message', () => parentPort.postMessage([${expressions.join(',')}]));
     parentPort.postMessage('ready');`,
    { eval: true, workerData: clock.offset },
  );
  try {
    await new Promise((resolve) => worker.once('message', resolve));
    clock.advance(day);
    const answer = new Promise<readonly unknown[]>((resolve) => worker.once('message', resolve));
    worker.postMessage('go');
    return await answer;
  } finally {
    await worker.terminate();
  }
};

test('moves Date in a thread that shares it, and nothing else about Date', async () => {
  const [now, fresh, called, given, isDate, utc, own] = await inThread([
    'Date.now() - RealDate.now()',
    'new Date().getTime() - RealDate.now()',
    'RealDate.parse(Date()) - RealDate.now()',
    "new Date('2020-01-01T00:00:00Z').toISOString()",
    'new Date() instanceof Date && new RealDate() instanceof Date && new Date().constructor === Date',
    'Date.UTC(2020, 0, 1)',
    'new (class extends Date { isMine() { return true } })(0).isMine()',
  ]);

  for (const ahead of [now, fresh, called]) {
    expect(Math.abs(Number(ahead) - day * 1000)).toBeLessThan(2000);
  }
  expect({ given, isDate, utc, own }).toEqual({
    given: '2020-01-01T00:00:00.000Z',
    isDate: true,
    utc: 1_577_836_800_000,
    own: true,
  });
});

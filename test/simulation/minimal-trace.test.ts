import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { mutations } from '../../simulation/mutations/index.ts';

const bin = join(import.meta.dirname, '../../bin/simulate-mutated.ts');

test('a known breach comes down to a few calls that send, and a few faults', async () => {
  const position = mutations.findIndex(
    ({ name }) => name === 'what may still be sent is sent again',
  );
  const args = ['--mutation', String(position), '--trace', '--notifications', '200'];
  const { stdout } = await promisify(execFile)(process.execPath, [
    bin,
    ...args,
    '--stop-at',
    'nothing is sent again before it has ended',
  ]);
  const { minimal } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  expect(minimal.breach.invariant).toBe('nothing is sent again before it has ended');
  expect(minimal.sends.length).toBeGreaterThan(0);
  expect(minimal.sends.length).toBeLessThanOrEqual(5);
  expect(minimal.faults.length).toBeLessThanOrEqual(12);
}, 120_000);

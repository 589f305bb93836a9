import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

const commands = ['bin/simulate.ts', 'bin/mutate.ts', 'bin/local.ts', 'test/torture/torture.ts'];

describe('the commands', () => {
  test.each(commands)('%s says by itself how it is used', async (command) => {
    const { code, stdout, stderr } = await run(command, '--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^npm (run [a-z]+|start) -- \[--/);
  });

  test.each(commands)('%s does nothing with a flag that it does not know', async (command) => {
    const { code, stdout, stderr } = await run(command, '--nothing');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('--nothing');
    expect(stderr).toContain('--help says more');
  });

  test.each([
    ['bin/simulate.ts', '--notifications', 'many', 'a whole number from 1 on'],
    ['bin/simulate.ts', '--notifications', '0', 'a whole number from 1 on'],
    ['bin/simulate.ts', '--aim', 'nothing', 'queues-take-half'],
    ['bin/mutate.ts', '--only', 'no such safeguard', 'no such safeguard'],
    ['test/torture/torture.ts', '--kills', 'x', 'a whole number from 1 on'],
  ])('%s %s %s is refused', async (command, flag, value, said) => {
    const { code, stdout, stderr } = await run(command, flag, value);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(said);
  });
});

/** A command that has to end by itself. */
const run = (command: string, ...words: readonly string[]) =>
  new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    execFile(
      process.execPath,
      [join(root, command), ...words],
      { timeout: 60_000 },
      (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });

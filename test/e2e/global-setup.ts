import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { environmentTarget } from './environment-target.ts';
import { expectEveryOperation } from './every-operation.ts';
import { startLocalCloud } from './local-cloud.ts';

/** Takes the target that the environment names, or starts a local cloud for the run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = mkdtempSync(join(tmpdir(), 'herald-e2e-calls-'));
  const callsFile = join(dir, 'calls');
  project.provide('callsFile', callsFile);
  const named = environmentTarget(process.env);
  const cloud = named === undefined ? await startLocalCloud() : undefined;
  if (cloud !== undefined) project.provide('cloudFolder', cloud.folder);
  project.provide('target', named ?? cloud?.target ?? fail());
  return async () => {
    await cloud?.stop();
    // Elsewhere some tests are skipped for what the target lacks.
    if (cloud !== undefined) expectEveryOperation(callsFile, project.vitest.state.getPaths());
    rmSync(dir, { recursive: true });
  };
}

function fail(): never {
  throw new Error('There is no target.');
}

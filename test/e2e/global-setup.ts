import type { TestProject } from 'vitest/node';
import { environmentTarget } from './environment-target.ts';
import { startLocalCloud } from './local-cloud.ts';

/** Takes the target that the environment names, or starts a local cloud for the run. */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const named = environmentTarget(process.env);
  if (named !== undefined) {
    project.provide('target', named);
    return undefined;
  }
  const cloud = await startLocalCloud();
  project.provide('target', cloud.target);
  return cloud.stop;
}

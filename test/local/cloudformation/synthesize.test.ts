import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { synthesize } from '#local/cloudformation/synthesize.ts';

const app = `
import { mkdirSync, writeFileSync } from 'node:fs';
mkdirSync(process.env.CDK_OUTDIR, { recursive: true });
writeFileSync(process.env.CDK_OUTDIR + '/manifest.json', process.env.CDK_CONTEXT_JSON);
`;

const newProject = (source: string) => {
  const projectDir = mkdtempSync(join(tmpdir(), 'herald-synth-'));
  mkdirSync(join(projectDir, 'bin'));
  writeFileSync(join(projectDir, 'bin', 'app.mjs'), source);
  writeFileSync(
    join(projectDir, 'cdk.json'),
    JSON.stringify({ app: 'node bin/app.mjs', context: { flag: true } }),
  );
  return { projectDir, outputDir: join(projectDir, 'out'), stage: 'local' };
};

test('gives the app the context of cdk.json and the stage', async () => {
  const project = newProject(app);
  expect(await synthesize(project)).toEqual({ isReused: false });
  expect(JSON.parse(readFileSync(join(project.outputDir, 'manifest.json'), 'utf8'))).toEqual({
    flag: true,
    stage: 'local',
  });
});

test('uses what it made again until a source changes', async () => {
  const project = newProject(app);
  await synthesize(project);
  expect(await synthesize(project)).toEqual({ isReused: true });
  writeFileSync(join(project.projectDir, 'bin', 'more.ts'), '');
  expect(await synthesize(project)).toEqual({ isReused: false });
});

test('says what the app said when it fails, and leaves nothing to be used again', async () => {
  const project = newProject(`${app} throw new Error('retention is too short');`);
  await expect(synthesize(project)).rejects.toThrow('retention is too short');
  await expect(synthesize(project)).rejects.toThrow('retention is too short');
  expect(existsSync(`${project.outputDir}.fingerprint`)).toBe(false);
});

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

interface SynthesizeOptions {
  /** Where cdk.json stands. */
  readonly projectDir: string;
  readonly outputDir: string;
  readonly stage: string;
}

const CdkJson = z.object({
  app: z.string(),
  context: z.record(z.string(), z.unknown()).default({}),
});

/** Everything that a synthesized app is made of. */
const sources = [
  'package-lock.json',
  'cdk.json',
  'tsconfig.json',
  '{bin,lib,functions,templates}/**/*.*',
] as const;

/**
 * Runs the CDK app as the CDK CLI would, less the CLI, which takes longer than the app itself; answers
 * whether it had to: an output made from the very same sources is used again.
 */
export const synthesize = async ({
  projectDir,
  outputDir,
  stage,
}: SynthesizeOptions): Promise<{ readonly isReused: boolean }> => {
  const fingerprintFile = `${outputDir}.fingerprint`;
  const fingerprint = fingerprintOf(projectDir, stage);
  const isReused =
    existsSync(join(outputDir, 'manifest.json')) &&
    existsSync(fingerprintFile) &&
    readFileSync(fingerprintFile, 'utf8') === fingerprint;
  if (isReused) return { isReused };
  rmSync(fingerprintFile, { force: true });
  rmSync(outputDir, { recursive: true, force: true });
  const { app, context } = CdkJson.parse(
    JSON.parse(readFileSync(join(projectDir, 'cdk.json'), 'utf8')),
  );
  const [command = 'node', ...args] = app.split(' ');
  await run(command === 'node' ? process.execPath : command, args, projectDir, {
    ...process.env,
    CDK_OUTDIR: outputDir,
    CDK_CONTEXT_JSON: JSON.stringify({ ...context, stage }),
    // The CDK's check against CloudFormation's rules takes seconds; nothing here is deployed.
    CDK_VALIDATION: 'false',
  });
  writeFileSync(fingerprintFile, fingerprint);
  return { isReused };
};

function fingerprintOf(projectDir: string, stage: string): string {
  const hash = createHash('sha256').update(`${stage}\n${process.version}\n`);
  for (const file of globSync([...sources], { cwd: projectDir }).sort()) {
    hash.update(`${file}\n`).update(readFileSync(join(projectDir, file)));
  }
  return hash.digest('hex');
}

function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const output: string[] = [];
    child.stdout.on('data', (chunk) => output.push(String(chunk)));
    child.stderr.on('data', (chunk) => output.push(String(chunk)));
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`The CDK app could not be synthesized:\n${output.join('')}`));
    });
  });
}

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { startCloud } from '#local/cloud.ts';
import { synthesize } from '#local/cloudformation/synthesize.ts';
import { lockData } from '#local/control/data-lock.ts';
import { isPortFree } from '#local/control/ports.ts';
import { replaceFile } from '#local/control/replace-file.ts';
import { welcome } from '#local/control/welcome.ts';
import { readFlags } from './command-line/read-flags.ts';

// As on Lambda.
process.env.TZ = 'UTC';

const help = `npm start -- [--fresh]

Runs Herald on this machine, from the templates that the CDK app synthesizes, and prints where it is reached and the
keys to sign with. What it keeps stands in .local/ and is there again after the next start.

  --fresh   forgets everything that was kept

  PORT=4200 npm start                another port for the API than 4100
  HERALD_LOCAL_DIR=other npm start   another folder than .local/
  DEBUG=1 npm start                  the stack of what went wrong
`;

const flags = readFlags({
  help,
  flags: { fresh: { type: 'boolean' } },
  schema: z.object({ fresh: z.boolean().default(false) }),
});
const projectDir = resolve(import.meta.dirname, '..');
const dataDir = resolve(projectDir, process.env.HERALD_LOCAL_DIR ?? '.local');
const endpointsFile = join(dataDir, 'endpoints.json');
/** The lock, and what was made from the sources, which are compared anyway. */
const keptWhenFresh = /^(lock\.sqlite|cdk\.out)/;
const port = Number(process.env.PORT ?? 4100);

mkdirSync(dataDir, { recursive: true });
const lock = lockData(dataDir);
if (lock === undefined) {
  const where = existsSync(endpointsFile) ? `\n${readFileSync(endpointsFile, 'utf8')}` : '';
  fail(`Herald is running already on ${dataDir}. Stop it first.${where}`);
}
if (!(await isPortFree(port))) {
  fail(`Port ${port} is taken by another program. Choose one: PORT=4200 npm start`);
}
if (flags.fresh) {
  for (const entry of readdirSync(dataDir)) {
    if (!keptWhenFresh.test(entry)) rmSync(join(dataDir, entry), { recursive: true, force: true });
  }
}
rmSync(endpointsFile, { force: true });

const startedAt = performance.now();
const assemblyDir = join(dataDir, 'cdk.out');
try {
  await synthesize({ projectDir, outputDir: assemblyDir, stage: 'local' });
  const cloud = await startCloud({ assemblyDir, dataDir, port, onError: report });
  replaceFile(endpointsFile, JSON.stringify(cloud.endpoints, null, 2));
  process.stdout.write(welcome(cloud.endpoints, dataDir, performance.now() - startedAt));

  const stop = async () => {
    process.stdout.write('\nStopping. What is not finished goes on at the next start.\n');
    rmSync(endpointsFile, { force: true });
    await cloud.close();
    process.exit(0);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
} catch (error) {
  fail(error instanceof Error ? error.message : String(error), error);
}

function report(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
}

function fail(message: string, cause?: unknown): never {
  process.stderr.write(`${message}\n`);
  if (process.env.DEBUG !== undefined && cause instanceof Error) {
    process.stderr.write(`${cause.stack}\n`);
  }
  process.exit(1);
}

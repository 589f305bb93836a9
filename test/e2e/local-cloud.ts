import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { Target } from './target.ts';

/** `.local/endpoints.json`, as far as the suite reads it. */
const Endpoints = z.object({
  apiUrl: z.url(),
  publicUrl: z.url(),
  region: z.string(),
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  outboxUrl: z.url(),
  s3Url: z.url(),
  controlUrl: z.url(),
});

/** Where the embedded servers listen, kept between starts. */
const Ports = z.object({ sqs: z.int(), sns: z.int(), dynamodb: z.int(), sms: z.int() });

/** What a start leaves behind of the synthesized app, and finds again. */
const assembly = ['cdk.out', 'cdk.out.fingerprint'];

const startWithinMs = 120_000;
const stopWithinMs = 20_000;
const lastLines = 30;

/** A local cloud that runs, with data of its own. */
export interface LocalCloud {
  readonly target: Target;
  /** Where its data is. */
  readonly folder: string;
  /** As Ctrl-C does. */
  interrupt(): Promise<void>;
  /** Interrupts it and removes its data. */
  stop(): Promise<void>;
  /** As a power cut does: nothing gets to say goodbye. */
  kill(): Promise<void>;
  /** Starts again on the same data. */
  restart(): Promise<LocalCloud>;
}

/**
 * Starts `npm start` on a free port with a data folder of its own, and waits until it serves. The app is not
 * synthesized again if the folder of another says what came of it.
 */
export const startLocalCloud = async (other?: string): Promise<LocalCloud> => {
  const folder = await mkdtemp(join(tmpdir(), 'herald-e2e-'));
  if (other !== undefined) {
    for (const name of assembly) {
      await cp(join(other, name), join(folder, name), { recursive: true });
    }
  }
  return run(folder, await freePort(), ['--fresh']);
};

async function run(folder: string, port: number, args: readonly string[]): Promise<LocalCloud> {
  const endpoints = join(folder, 'endpoints.json');
  await rm(endpoints, { force: true });
  const child = spawn(process.execPath, ['bin/local.ts', ...args], {
    // A process group of its own, so that a kill takes whatever it started along.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PORT: String(port), HERALD_LOCAL_DIR: folder },
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => output.push(text));
  }
  const exited = once(child, 'exit');
  await untilServing(child, endpoints, output);
  const target = await targetOf(folder);
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  const interrupt = async () => {
    if (!isRunning()) return;
    child.kill('SIGINT');
    await Promise.race([exited, sleep(stopWithinMs, undefined, { ref: false })]);
    if (!isRunning()) return;
    killGroup(child);
    throw new Error('The local cloud did not stop on Ctrl-C');
  };
  return {
    target,
    folder,
    interrupt,
    stop: async () => {
      try {
        await interrupt();
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    kill: async () => {
      killGroup(child);
      await exited;
    },
    restart: () => run(folder, port, []),
  };
}

/** It writes its endpoints when it serves. */
async function untilServing(
  child: ChildProcess,
  endpoints: string,
  output: readonly string[],
): Promise<void> {
  const deadline = performance.now() + startWithinMs;
  const said = () => output.join('').split('\n').slice(-lastLines).join('\n');
  while (!(await isJson(endpoints))) {
    if (child.exitCode !== null) throw new Error(`The local cloud ended at once:\n${said()}`);
    if (performance.now() > deadline) {
      killGroup(child);
      throw new Error(`The local cloud did not start:\n${said()}`);
    }
    await sleep(100);
  }
}

async function targetOf(folder: string): Promise<Target> {
  const endpoints = Endpoints.parse(await readJson(join(folder, 'endpoints.json')));
  const ports = Ports.safeParse(await readJson(join(folder, 'ports.json'))).data;
  return Target.parse({
    name: 'the local cloud',
    isOwn: true,
    apiUrl: endpoints.apiUrl,
    publicUrl: endpoints.publicUrl,
    region: endpoints.region,
    credentials: {
      accessKeyId: endpoints.accessKeyId,
      secretAccessKey: endpoints.secretAccessKey,
    },
    outboxUrl: endpoints.outboxUrl,
    s3Url: endpoints.s3Url,
    controlUrl: endpoints.controlUrl,
    sqsUrl: ports && `http://127.0.0.1:${ports.sqs}`,
    snsUrl: ports && `http://127.0.0.1:${ports.sns}`,
    dynamoUrl: ports && `http://127.0.0.1:${ports.dynamodb}`,
    smsUrl: ports && `http://127.0.0.1:${ports.sms}`,
  });
}

async function isJson(file: string): Promise<boolean> {
  try {
    return (await readJson(file)) !== undefined;
  } catch {
    return false;
  }
}

async function readJson(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, 'utf8'));
}

function killGroup({ pid }: ChildProcess): void {
  if (pid !== undefined) process.kill(-pid, 'SIGKILL');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port');
  return address.port;
}

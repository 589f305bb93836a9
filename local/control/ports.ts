import { randomInt } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import * as z from 'zod';
import { replaceFile } from './replace-file.ts';

/** Below the ports that operating systems give to outgoing connections. */
const lowest = 20_000;
const highest = 32_000;

const Ports = z.record(z.string(), z.number().int());

/** Gives the embedded server of that name its port. */
export type ReservePort = (name: string) => Promise<number>;

/**
 * The ports of the embedded servers: each takes a free one once and keeps it, so that the URL of a queue
 * is the same after a restart. One that another program has taken meanwhile is replaced.
 */
export const openPorts = (dataDir: string): ReservePort => {
  const file = join(dataDir, 'ports.json');
  const ports = existsSync(file) ? Ports.parse(JSON.parse(readFileSync(file, 'utf8'))) : {};
  return async (name) => {
    const kept = ports[name];
    if (kept !== undefined && (await isPortFree(kept))) return kept;
    const port = await findFree(Object.values(ports));
    ports[name] = port;
    replaceFile(file, JSON.stringify(ports, null, 2));
    return port;
  };
};

async function findFree(taken: readonly number[]): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = randomInt(lowest, highest);
    if (!taken.includes(port) && (await isPortFree(port))) return port;
  }
  throw new Error(`No free port between ${lowest} and ${highest}.`);
}

/** Whether nobody listens on that port of this machine. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

import { parentPort, workerData } from 'node:worker_threads';
import { compileMjml } from './compile-mjml.ts';

/** The thread that compiles what came from outside: one source after the other, each answered at once. */
for (const source of workerData as readonly string[]) parentPort?.postMessage(compileMjml(source));

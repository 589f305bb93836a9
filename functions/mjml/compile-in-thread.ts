import { Worker } from 'node:worker_threads';
import type { CompiledMjml } from './compile-mjml.ts';

/** For all sources of a draft; one takes a millisecond. */
const defaultTimeoutMs = 5_000;

/** A bundle has the thread beside it, as it has its other parts. */
const thread = new URL(
  import.meta.url.endsWith('.ts') ? './mjml-thread.ts' : './mjml-thread.mjs',
  import.meta.url,
);

/**
 * Compiles MJML from outside, by source. The thread ends with it, so that nothing in a source outlives its
 * draft: neither a loop nor what it made of the memory.
 */
export const compileInThread = async (
  sources: readonly string[],
  timeoutMs: number = defaultTimeoutMs,
): Promise<ReadonlyMap<string, CompiledMjml>> => {
  const wanted = [...new Set(sources)];
  const compiled = new Map<string, CompiledMjml>();
  if (wanted.length === 0) return compiled;
  const worker = new Worker(thread, {
    workerData: wanted,
    // Of what stands in the environment it needs nothing.
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: 128 },
    stderr: true,
  });
  const isAnswered = await new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(false), timeoutMs);
    const end = (isDone: boolean) => {
      clearTimeout(timer);
      resolve(isDone);
    };
    worker.on('message', (result: CompiledMjml) => {
      compiled.set(wanted[compiled.size] ?? '', result);
      if (compiled.size === wanted.length) end(true);
    });
    worker.once('error', () => end(false));
    worker.once('exit', () => end(false));
  });
  await worker.terminate();
  const [stuck, ...behind] = isAnswered ? [] : wanted.slice(compiled.size);
  if (stuck !== undefined) compiled.set(stuck, refused('it nests too deep, or comes to too much'));
  for (const source of behind) compiled.set(source, refused('another of this template does not'));
  return compiled;
};

function refused(why: string): CompiledMjml {
  const message = `MJML does not compile: ${why}`;
  return { kind: 'refused', problems: [{ line: 1, column: 1, message }] };
}

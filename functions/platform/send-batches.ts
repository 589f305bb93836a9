import { chunksOf } from './chunks.ts';
import type { Runtime } from './runtime.ts';

/** SQS and SNS alike: ten entries and 1 MiB a call (256 KiB for SNS). */
const maxEntries = 10;

/** How often an entry that the service did not take is tried within one invocation. */
const attempts = 3;
const pauseMs = 50;

/** One batched call: tells which entries were not taken, by their position. */
type SendChunk<Entry> = (entries: readonly Entry[]) => Promise<ReadonlySet<number>>;

/**
 * Sends entries in as few batched calls as possible and returns those that were not taken even after
 * three tries. A call that throws counts as taken by nobody: the receivers are made for repeats.
 */
export const sendBatches = async <Entry>(
  entries: readonly Entry[],
  maxBytes: number,
  bytesOf: (entry: Entry) => number,
  sendChunk: SendChunk<Entry>,
  runtime: Runtime,
): Promise<readonly Entry[]> => {
  let remaining = entries;
  for (let attempt = 1; remaining.length > 0; attempt += 1) {
    const chunks = chunksOf(remaining, { items: maxEntries, bytes: maxBytes }, bytesOf);
    remaining = (await Promise.all(chunks.map((chunk) => notTaken(chunk, sendChunk)))).flat();
    if (attempt === attempts) break;
    if (remaining.length > 0) await runtime.sleep(pauseMs * attempt * (1 + runtime.random()));
  }
  return remaining;
};

async function notTaken<Entry>(
  chunk: readonly Entry[],
  sendChunk: SendChunk<Entry>,
): Promise<readonly Entry[]> {
  try {
    const failed = await sendChunk(chunk);
    return chunk.filter((_, position) => failed.has(position));
  } catch {
    return chunk;
  }
}

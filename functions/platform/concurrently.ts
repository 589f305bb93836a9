/** Calls under way at once: enough for a batch, few enough for one client's sockets (50). */
const limit = 40;

/**
 * Runs one call per item, a limited number at once, and returns the results in the items' order. Once one fails it
 * begins no other: what went on after the answer would be frozen, and done in the midst of the next invocation.
 */
export const concurrently = async <Item, Result>(
  items: readonly Item[],
  call: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> => {
  // Most batches need no queue of their own.
  if (items.length <= limit) return Promise.all(items.map((item) => call(item)));
  const results: Result[] = [];
  const pending = items.entries();
  let hasFailed = false;
  const work = async () => {
    for (const [position, item] of pending) {
      if (hasFailed) return;
      try {
        results[position] = await call(item);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: limit }, work));
  return results;
};

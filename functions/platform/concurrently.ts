/** Calls under way at once: enough for a batch, few enough for one client's sockets (50). */
const limit = 40;

/** Runs one call per item, a limited number at once, and returns the results in the items' order. */
export const concurrently = async <Item, Result>(
  items: readonly Item[],
  call: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> => {
  // Most batches need no queue of their own.
  if (items.length <= limit) return Promise.all(items.map((item) => call(item)));
  const results: Result[] = [];
  const pending = items.entries();
  const work = async () => {
    for (const [position, item] of pending) results[position] = await call(item);
  };
  await Promise.all(Array.from({ length: limit }, work));
  return results;
};

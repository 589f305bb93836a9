/** Calls under way at once: enough for a batch, few enough for one client's sockets (50). */
const limit = 40;

/** Runs one call per item, a limited number at once, and returns the results in the items' order. */
export const concurrently = async <Item, Result>(
  items: readonly Item[],
  call: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> => {
  const results: Result[] = [];
  const pending = items.entries();
  const work = async () => {
    for (const [position, item] of pending) results[position] = await call(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
  return results;
};

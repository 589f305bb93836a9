/** What one batched call may carry. */
interface ChunkLimits {
  readonly items: number;
  readonly bytes: number;
}

/** Splits items into as few chunks as both limits allow, in order. */
export const chunksOf = <Item>(
  items: readonly Item[],
  limits: ChunkLimits,
  bytesOf: (item: Item) => number = () => 0,
): readonly (readonly Item[])[] => {
  const chunks: Item[][] = [];
  let current: Item[] = [];
  let currentBytes = 0;
  for (const item of items) {
    const bytes = bytesOf(item);
    if (
      current.length > 0 &&
      (current.length === limits.items || currentBytes + bytes > limits.bytes)
    ) {
      chunks.push(current);
      current = [];
      currentBytes = 0;
    }
    current.push(item);
    currentBytes += bytes;
  }
  return current.length === 0 ? chunks : [...chunks, current];
};

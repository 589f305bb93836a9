/** What is due, and when. */
interface Due<Item> {
  readonly time: number;
  readonly order: number;
  readonly item: Item;
}

/** Items by their time; those of one time come in the order in which they were put in. */
export interface EventHeap<Item> {
  push(time: number, item: Item): void;
  pop(): Due<Item> | undefined;
}

/** A binary heap: the usual one, because it is the simulation's innermost loop. */
export const createEventHeap = <Item>(): EventHeap<Item> => {
  const heap: Due<Item>[] = [];
  let pushed = 0;

  const isBefore = (one: Due<Item>, other: Due<Item>) =>
    one.time < other.time || (one.time === other.time && one.order < other.order);

  const push = (time: number, item: Item) => {
    const due: Due<Item> = { time, order: pushed, item };
    pushed += 1;
    let index = heap.length;
    heap.push(due);
    while (index > 0) {
      const up = (index - 1) >> 1;
      const parent = heap[up];
      if (parent === undefined || isBefore(parent, due)) break;
      heap[index] = parent;
      index = up;
    }
    heap[index] = due;
  };

  const pop = () => {
    const [first] = heap;
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const a = heap[left];
      if (a === undefined) break;
      const b = heap[left + 1];
      const isLeft = b === undefined || isBefore(a, b);
      const child = isLeft ? a : b;
      if (isBefore(last, child)) break;
      heap[index] = child;
      index = isLeft ? left : left + 1;
    }
    heap[index] = last;
    return first;
  };

  return { push, pop };
};

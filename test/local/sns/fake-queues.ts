import type { QueueEntry, QueuePort } from '#local/sns/deliver.ts';

/** Queues that only remember what was put into them. */
export const createFakeQueues = (...names: readonly string[]) => {
  const messages = new Map(names.map((name) => [name, [] as QueueEntry[]]));
  const queues = {
    /** Runs before each send; what it throws is what the send throws. */
    beforeSend: async (): Promise<void> => undefined,
    of: (name: string): readonly QueueEntry[] => messages.get(name) ?? [],
    send: async (name: string, entries: readonly QueueEntry[]) => {
      await queues.beforeSend();
      const queue = messages.get(name);
      if (queue === undefined) {
        throw Object.assign(new Error('The queue does not exist.'), { name: 'QueueDoesNotExist' });
      }
      queue.push(...entries);
    },
  };
  return queues satisfies QueuePort;
};

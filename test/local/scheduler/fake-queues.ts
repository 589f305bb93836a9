import type { QueuePort } from '#local/scheduler/fire-schedule.ts';

/** A message that was put into a queue. */
interface Sent {
  readonly queue: string;
  readonly body: string;
  readonly messageGroupId?: string;
}

/** Queues that only remember what was put into them. */
export const createFakeQueues = (...names: readonly string[]) => {
  const sent: Sent[] = [];
  const queues = {
    sent,
    /** Runs before each send; what it throws is what the send throws. */
    beforeSend: async (): Promise<void> => undefined,
    send: async (queue: string, entries: Parameters<QueuePort['send']>[1]) => {
      await queues.beforeSend();
      if (!names.includes(queue)) {
        throw Object.assign(new Error('The queue does not exist.'), { name: 'QueueDoesNotExist' });
      }
      sent.push(...entries.map((entry) => ({ queue, ...entry })));
    },
  };
  return queues;
};

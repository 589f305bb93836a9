import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Where a run dies: at its call of that number, before the call is made or when nobody hears its answer. */
export interface Death {
  readonly call: number;
  readonly moment: 'before' | 'after';
}

/** What a run comes to that dies. */
export class KilledError extends Error {}

/** One process: every call of its client waits for its turn, and its life may end at one of them. */
export interface Process {
  isDead: boolean;
  calls: number;
  death: Death | undefined;
}

/**
 * Runs processes against one table in an order that a test chooses: each call is made alone, and `choose`
 * says which of the waiting calls is next.
 */
export const createTurns = () => {
  const waiting: (() => Promise<void>)[] = [];
  const takeTurn = <Answer>(call: () => Promise<Answer>): Promise<Answer> =>
    new Promise((resolve, reject) => {
      waiting.push(() => call().then(resolve, reject));
    });
  return {
    /** Gives a client's calls over to the test. */
    control: (client: DynamoDBClient, process: Process) => {
      const live = async <Answer>(call: () => Promise<Answer>): Promise<Answer> => {
        // The dead make no further calls, not even to clean up.
        if (process.isDead) throw new KilledError();
        process.calls += 1;
        const isLast = process.death?.call === process.calls;
        if (isLast) process.isDead = true;
        if (isLast && process.death?.moment === 'before') throw new KilledError();
        if (!isLast) return takeTurn(call);
        await takeTurn(() => Promise.allSettled([call()]));
        throw new KilledError();
      };
      client.middlewareStack.add((next) => (args) => live(() => next(args)), {
        step: 'initialize',
        name: 'turns',
      });
    },
    /** Makes all calls, one by one, until all work is done. */
    run: async (work: Promise<unknown>, choose: (count: number) => number): Promise<void> => {
      let isDone = false;
      const done = () => {
        isDone = true;
      };
      work.then(done, done);
      while (!isDone) {
        // What has just been answered goes on to its next call.
        await new Promise(setImmediate);
        const [next] = waiting.length === 0 ? [] : waiting.splice(choose(waiting.length), 1);
        await next?.();
      }
      await work;
    },
  };
};

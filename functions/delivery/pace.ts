import type { Runtime } from '#platform/runtime.ts';

/** The turns of one batch. */
interface Turns {
  /** Until it is the turn of the message at that place. */
  wait(position: number): Promise<void>;
  /** Until the next batch may begin, in whichever container. */
  end(): Promise<void>;
}

/**
 * Spaces out what a container sends, so that all containers together keep to what the provider takes a second:
 * the CDK app reckons the interval from the rate and the invocations at once (lib/lane-pace.ts). Messages wait
 * in their container and in their queue, so that waiting costs them no receive.
 */
export type Pace = (messages: number) => Turns;

export const createPace =
  (intervalMs: number, { now, sleep }: Pick<Runtime, 'now' | 'sleep'>): Pace =>
  (messages) => {
    const start = now();
    const wait = async (position: number) => {
      const leftMs = start + position * intervalMs - now();
      if (leftMs > 0) await sleep(leftMs);
    };
    // The turn after the last belongs to this batch: an invocation takes its time for each message.
    return { wait, end: () => wait(messages) };
  };

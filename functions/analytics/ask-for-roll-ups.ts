import type { RollUpMessage } from './analytics-message.ts';
import type { Place } from './segment.ts';

/** Asks that places be added up, after something was counted there. */
export type AskForRollUps = (places: readonly Place[]) => Promise<void>;

interface AskDeps {
  /** Queues messages that come after so many seconds; returns those that could not be queued. */
  readonly queue: (
    messages: readonly RollUpMessage[],
    delaySeconds: number,
  ) => Promise<readonly RollUpMessage[]>;
  readonly afterSeconds: number;
  readonly now: () => number;
}

/**
 * Asks once for many: what was asked for comes after some time, and adds up all that was counted until then. Half
 * of that time is left for queues' clocks.
 */
export const createAskForRollUps = ({ queue, afterSeconds, now }: AskDeps): AskForRollUps => {
  const asked = new Map<string, number>();
  const nameOf = ({ hour, shard }: Place) => `${hour}#${shard}`;
  return async (places) => {
    const due = places.filter((place) => (asked.get(nameOf(place)) ?? 0) <= now());
    for (const [name, until] of asked) if (until <= now()) asked.delete(name);
    if (due.length === 0) return;
    const until = now() + (afterSeconds / 2) * 1000;
    const messages = due.map((place) => ({
      schemaVersion: 1 as const,
      kind: 'ROLL_UP' as const,
      ...place,
    }));
    const failed = await queue(messages, afterSeconds);
    if (failed.length > 0) throw new Error(`${failed.length} hours could not be asked for`);
    for (const place of due) asked.set(nameOf(place), until);
  };
};

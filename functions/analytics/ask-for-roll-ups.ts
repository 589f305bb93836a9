import type { RollUpMessage } from './analytics-message.ts';
import type { Place } from './segment.ts';

/** Asks that places be added up. */
export interface AskForRollUps {
  /** After something was counted there. */
  ask(places: readonly Place[]): Promise<void>;
  /** After they were, and so many ids with them: what is larger is added up less often. */
  note(place: Place, ids: number): void;
}

/** SQS delays a message by 15 minutes at most. */
const longestSeconds = 900;

/** Adding up a million ids takes some seconds: at most one in a hundred goes into it. */
const idsASecond = 5_000;

/** A message, and after how many seconds it is to come. */
export interface DelayedRollUp {
  readonly message: RollUpMessage;
  readonly delaySeconds: number;
}

interface AskDeps {
  /** Queues messages; returns those that could not be queued. */
  readonly queue: (delayed: readonly DelayedRollUp[]) => Promise<readonly DelayedRollUp[]>;
  readonly afterSeconds: number;
  readonly now: () => number;
}

/**
 * Asks once for many: what was asked for comes after some time, and adds up all that was counted until then. Half
 * of that time is left for queues' clocks.
 */
export const createAskForRollUps = ({ queue, afterSeconds, now }: AskDeps): AskForRollUps => {
  const askedUntil = new Map<string, number>();
  const idsIn = new Map<string, number>();
  const delaySecondsOf = (place: Place) => {
    const forIds = Math.round((idsIn.get(nameOf(place)) ?? 0) / idsASecond);
    return Math.min(longestSeconds, Math.max(afterSeconds, forIds));
  };
  return {
    ask: async (places) => {
      const at = now();
      for (const [name, until] of askedUntil) if (until <= at) askedUntil.delete(name);
      const delayed = places
        .filter((place) => !askedUntil.has(nameOf(place)))
        .map((place) => ({
          message: { schemaVersion: 1 as const, kind: 'ROLL_UP' as const, ...place },
          delaySeconds: delaySecondsOf(place),
        }));
      if (delayed.length === 0) return;
      const failed = await queue(delayed);
      if (failed.length > 0) throw new Error(`${failed.length} hours could not be asked for`);
      for (const { message, delaySeconds } of delayed) {
        askedUntil.set(nameOf(message), at + (delaySeconds / 2) * 1000);
      }
    },
    note: (place, ids) => idsIn.set(nameOf(place), ids),
  };
};

function nameOf({ hour, shard }: Place): string {
  return `${hour}#${shard}`;
}

import { timing } from '#core/timing.ts';
import type { EventHook } from './event-hook.ts';
import type { HooksTable } from './hooks-table.ts';

/** What somebody changed is obeyed everywhere after so long. */
const keepForMs = 3_000;

/** And after so long nothing is under way any more that went by what was before. */
export const settledAfterMs = keepForMs + timing.functionTimeoutSeconds * 1000;

/** The receivers as a container keeps them for a few seconds. */
export interface KeptHooks {
  all(): Promise<readonly EventHook[]>;
  /** Forgets them: they are read anew at once. */
  forget(): void;
}

/** Reads all receivers at most every few seconds, however many events there are. */
export const keepHooks = (table: Pick<HooksTable, 'list'>, now: () => number): KeptHooks => {
  let kept: { readonly hooks: Promise<readonly EventHook[]>; readonly until: number } | undefined;
  return {
    all: () => {
      if (kept !== undefined && now() < kept.until) return kept.hooks;
      const reading = { hooks: table.list(), until: now() + keepForMs };
      kept = reading;
      // What failed is asked for again at once.
      reading.hooks.catch(() => {
        if (kept === reading) kept = undefined;
      });
      return reading.hooks;
    },
    forget: () => {
      kept = undefined;
    },
  };
};

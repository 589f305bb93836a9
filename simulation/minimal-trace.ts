import type { Invariant } from './judge/invariants.ts';
import type { Breach } from './judge/ledger.ts';
import { minimize } from './minimize.ts';
import { type FaultDecision, recordFaults, replayFaults } from './weather/fault-record.ts';
import { runWorld, type WorldOptions } from './world.ts';

/** The least that still breaks an invariant, and every step of the notification that it happens to. */
export interface MinimalTrace {
  readonly breach: Breach;
  /** API calls that send, of those that there were. */
  readonly sends: readonly number[];
  readonly faults: readonly FaultDecision[];
  readonly lines: readonly string[];
}

/** How many whole worlds the search for fewer sends may cost; a world of few sends is a small part of one. */
const mostWorlds = 30;
/** The least that a world costs, whatever is sent in it. */
const leastCost = 0.05;
/** How often the faults of a small world are drawn again: what is left out moves them, and they have to meet. */
const mostRerolls = 20;
const mostRunsForFaults = 150;

/** Leaves out sends, then faults, as long as the same invariant breaks. */
export const findMinimalTrace = async (
  world: WorldOptions,
  invariant: Invariant,
): Promise<MinimalTrace | undefined> => {
  const breachOf = async (options: WorldOptions): Promise<Breach | undefined> =>
    (await runWorld(options)).breaches.find((one) => one.invariant === invariant);

  const { sends: sendCount } = await runWorld(world);
  const all = Array.from({ length: sendCount }, (_, position) => position);
  let [spent, reroll] = [0, 0];
  const sends = await minimize(
    all,
    async (fewer) => {
      const cost = Math.max(leastCost, fewer.length / all.length);
      const rerolls = Array.from({ length: Math.min(mostRerolls, 1 / cost) }, (_, index) => index);
      for (const drawn of new Set([reroll, ...rerolls])) {
        if (spent >= mostWorlds) return false;
        spent += cost;
        const breach = await breachOf({ ...world, sends: new Set(fewer), reroll: drawn });
        if (breach === undefined) continue;
        reroll = drawn;
        return true;
      }
      return false;
    },
    Number.POSITIVE_INFINITY,
  );

  const small = { ...world, sends: new Set(sends), reroll };
  const decisions: FaultDecision[] = [];
  await runWorld({ ...small, wrapFaults: (faults) => recordFaults(faults, decisions) });
  const replay = (fewer: readonly FaultDecision[]) => ({
    ...small,
    wrapFaults: () => replayFaults(fewer),
  });
  const faults = await minimize(
    decisions,
    async (fewer) => (await breachOf(replay(fewer))) !== undefined,
    mostRunsForFaults,
  );
  const breach = await breachOf(replay(faults));
  if (breach === undefined) return undefined;
  const { trace } = await runWorld({ ...replay(faults), watched: breach.notificationId });
  return { breach, sends, faults, lines: trace };
};

import { type FaultDecision, recordFaults, replayFaults } from './fault-record.ts';
import type { Invariant } from './invariants.ts';
import type { Breach } from './ledger.ts';
import { minimize } from './minimize.ts';
import { runWorld, type WorldOptions } from './world.ts';

/** The least that still breaks an invariant, and every step of the notification that it happens to. */
export interface MinimalTrace {
  readonly breach: Breach;
  /** API calls that send, of those that there were. */
  readonly sends: readonly number[];
  readonly faults: readonly FaultDecision[];
  readonly lines: readonly string[];
}

/** A world takes seconds: what is not small after so many runs stays as it is. */
const mostRuns = 60;

/** Leaves out sends, then faults, as long as the same invariant breaks. */
export const findMinimalTrace = async (
  world: WorldOptions,
  invariant: Invariant,
): Promise<MinimalTrace | undefined> => {
  const breachOf = async (options: WorldOptions): Promise<Breach | undefined> =>
    (await runWorld(options)).breaches.find((one) => one.invariant === invariant);

  const { sends: sendCount } = await runWorld(world);
  const all = Array.from({ length: sendCount }, (_, position) => position);
  const sends = await minimize(
    all,
    async (fewer) => (await breachOf({ ...world, sends: new Set(fewer) })) !== undefined,
    mostRuns,
  );

  const small = { ...world, sends: new Set(sends) };
  const decisions: FaultDecision[] = [];
  await runWorld({ ...small, wrapFaults: (faults) => recordFaults(faults, decisions) });
  const replay = (fewer: readonly FaultDecision[]) => ({
    ...small,
    wrapFaults: () => replayFaults(fewer),
  });
  const faults = await minimize(
    decisions,
    async (fewer) => (await breachOf(replay(fewer))) !== undefined,
    mostRuns,
  );
  const breach = await breachOf(replay(faults));
  if (breach === undefined) return undefined;
  const { trace } = await runWorld({ ...replay(faults), watched: breach.notificationId });
  return { breach, sends, faults, lines: trace };
};

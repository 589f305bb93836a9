import type { Invariant } from '../judge/invariants.ts';
import type { FoundBreach } from '../simulate.ts';
import type { Mutation } from './mutation.ts';

/** One run of the simulation, in a process of its own. */
export interface MutantRun {
  /** The position of the mutation; undefined for the product as it stands. */
  readonly mutation: number | undefined;
  readonly seed: number;
  readonly aim: string | undefined;
  /** No world is of interest after one in which one of these breaks. */
  readonly stopAt: readonly Invariant[];
}

/** What the simulation noticed of a mutation. */
export type Verdict =
  | { readonly kind: 'caught'; readonly seed: number; readonly breach: FoundBreach }
  /** Nothing that it names broke; others may have. */
  | { readonly kind: 'survived'; readonly others: readonly Invariant[] };

interface HuntDeps {
  /** How many seeds are tried before a mutation has survived. */
  readonly seeds: number;
  readonly run: (run: MutantRun) => Promise<readonly FoundBreach[]>;
}

/**
 * Looks for the breach that a mutation names, seed by seed. The same worlds have to hold for the product as it
 * stands, or they would show nothing: an error where they do not.
 */
export const createHunt = ({ seeds, run }: HuntDeps) => {
  const controls = new Map<string, Promise<readonly FoundBreach[]>>();
  const control = (seed: number, aim: string | undefined) => {
    const name = `${seed} ${aim ?? ''}`;
    const known = controls.get(name) ?? run({ mutation: undefined, seed, aim, stopAt: [] });
    controls.set(name, known);
    return known;
  };

  return async (position: number, { breaks, aim }: Mutation): Promise<Verdict> => {
    const others = new Set<Invariant>();
    for (let seed = 1; seed <= seeds; seed += 1) {
      const breaches = await run({ mutation: position, seed, aim, stopAt: breaks });
      const breach = breaches.find(({ invariant }) => breaks.includes(invariant));
      for (const { invariant } of breaches) others.add(invariant);
      if (breach === undefined) continue;
      const [broken] = await control(seed, aim);
      if (broken !== undefined) {
        const where = `seed ${seed}, world ${broken.world}${aim === undefined ? '' : `, aim ${aim}`}`;
        throw new Error(
          `The product as it stands breaks "${broken.invariant}" (${where}): ${broken.detail}`,
        );
      }
      return { kind: 'caught', seed, breach };
    }
    return { kind: 'survived', others: [...others] };
  };
};

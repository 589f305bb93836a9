import type { Invariant } from '../judge/invariants.ts';
import type { AimName } from '../weather/aims/index.ts';

/** One safeguard of the product taken away, as an edit of its source. */
export interface Mutation {
  /** What the product no longer does. */
  readonly name: string;
  /** From the root of the repository. */
  readonly file: string;
  /** Stands there exactly once; anything else is an error, so that no mutation grows stale unnoticed. */
  readonly find: string;
  readonly replace: string;
  /** What does not hold without it; another breach is not enough. */
  readonly breaks: readonly Invariant[];
  /** The world that shows it, where ordinary weather does so too rarely. */
  readonly aim?: AimName;
}

/** The source with the safeguard gone. */
export const mutate = (source: string, { name, file, find, replace }: Mutation): string => {
  const parts = source.split(find);
  if (parts.length !== 2)
    throw new Error(
      `"${name}" finds its text ${parts.length - 1} times in ${file}, not once:\n${find}`,
    );
  return parts.join(replace);
};

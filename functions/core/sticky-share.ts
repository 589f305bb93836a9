import { createHash } from 'node:crypto';

/**
 * Where a recipient falls between 0 and 1: always the same place for the same seed, spread evenly over
 * recipients, and unrelated from seed to seed, so that no one is always among the first to try things.
 */
export const stickyShare = (seed: string, recipientKey: string): number =>
  createHash('sha256').update(`${seed}\0${recipientKey}`).digest().readUInt32BE(0) / 2 ** 32;

/** Something to choose among, by weight: a variant of an experiment. */
export interface Weighted {
  readonly weight: number;
}

/**
 * Chooses for a recipient, and chooses the same again while weights stay; undefined if all weigh
 * nothing. Weights are relative.
 */
export const chooseSticky = <Choice extends Weighted>(
  seed: string,
  recipientKey: string,
  choices: readonly Choice[],
): Choice | undefined => {
  const weighing = choices.filter(({ weight }) => weight > 0);
  const total = weighing.reduce((sum, { weight }) => sum + weight, 0);
  let left = stickyShare(seed, recipientKey) * total;
  for (const choice of weighing) {
    left -= choice.weight;
    if (left < 0) return choice;
  }
  // What rounding leaves over belongs to the last.
  return weighing.at(-1);
};

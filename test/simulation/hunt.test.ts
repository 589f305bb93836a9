import { expect, test } from 'vitest';
import type { Invariant } from '../../simulation/judge/invariants.ts';
import { createHunt, type MutantRun } from '../../simulation/mutations/hunt.ts';

const mutation = {
  name: 'the claim',
  file: 'a.ts',
  find: 'a',
  replace: 'b',
  breaks: ['nothing twice'],
} as const;

const breachOf = (invariant: Invariant) => ({
  invariant,
  detail: 'sent twice',
  notificationId: 'ntf_1',
  at: 0,
  world: 0,
  worldSize: 500,
});

/** Runs in which something breaks from a seed on, of the mutated product or of the product as it stands. */
const runner = (
  breaks: Readonly<Record<'mutated' | 'control', Readonly<Record<number, Invariant>>>>,
) => {
  const runs: MutantRun[] = [];
  const run = async (one: MutantRun) => {
    runs.push(one);
    const broken = breaks[one.mutation === undefined ? 'control' : 'mutated'][one.seed];
    return broken === undefined ? [] : [breachOf(broken)];
  };
  return { runs, run };
};

test('a mutation is caught by the invariant that it names, in worlds that hold without it', async () => {
  const { run, runs } = runner({ mutated: { 2: 'nothing twice' }, control: {} });
  const hunt = createHunt({ seeds: 6, run });
  expect(await hunt(7, mutation)).toMatchObject({ kind: 'caught', seed: 2 });
  expect(runs.map(({ mutation: position, seed }) => [position, seed])).toEqual([
    [7, 1],
    [7, 2],
    [undefined, 2],
  ]);
  await hunt(8, mutation);
  // The worlds without any mutation are run once.
  expect(runs.filter(({ mutation: position }) => position === undefined)).toHaveLength(1);
});

test('another breach is not enough', async () => {
  const { run } = runner({ mutated: { 1: 'status steps' }, control: {} });
  expect(await createHunt({ seeds: 2, run })(0, mutation)).toEqual({
    kind: 'survived',
    others: ['status steps'],
  });
});

test('nothing is caught in a world that breaks by itself', async () => {
  const { run } = runner({ mutated: { 1: 'nothing twice' }, control: { 1: 'the door' } });
  await expect(createHunt({ seeds: 2, run })(0, mutation)).rejects.toThrow(
    'The product as it stands breaks "the door"',
  );
});

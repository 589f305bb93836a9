import { inject, test } from 'vitest';
import { type Need, offersOf } from './target.ts';

/** The deployment that this run is about. */
export const target = inject('target');

const offers = offersOf(target);

/** A `test` that is skipped, and counted as skipped, where the target lacks something it needs. */
export const needs = (...needed: readonly Need[]): ReturnType<typeof test.skipIf> =>
  test.skipIf(needed.some((need) => !offers.has(need)));

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseVariantTag, type Variant, variantTag } from '#core/experiment.ts';
import {
  endExperiment,
  findExperiment,
  promoteVariant,
  startExperiment,
} from '#core/release-experiment.ts';
import {
  choiceFor,
  newRelease,
  publishNext,
  type ReleaseResult,
  rollBack,
  type TemplateRelease,
  versionsSent,
} from '#core/template-version.ts';

const by = { at: 1_795_000_000_000, by: '123456789012:role/editor' };
const later = { ...by, at: by.at + 60_000 };

const done = (result: ReleaseResult): TemplateRelease => {
  if (result.kind === 'refused') throw new Error(result.detail);
  return result.release;
};
const reason = (result: ReleaseResult) => (result.kind === 'refused' ? result.reason : undefined);
const published = [100, 0, 0].reduce(
  (release, percent) => done(publishNext(release, percent, by)),
  newRelease('WELCOME'),
);
const variants: readonly Variant[] = [
  { name: 'plain', version: 1, weight: 1 },
  { name: 'warm', version: 2, weight: 2 },
  { name: 'loud', version: 3, weight: 1 },
];
const running = done(startExperiment(published, variants, by));
const people = Array.from({ length: 8_000 }, (_, index) => `USER_ID user-${index}`);
const choices = (release: TemplateRelease) =>
  people.map((key) => choiceFor(release, key)?.variant ?? 'none');

describe('an experiment', () => {
  test('gives each variant its share of the recipients, within a percent and a half', () => {
    const chosen = choices(running);
    for (const { name, weight } of variants) {
      const share = chosen.filter((one) => one === name).length / people.length;
      expect(Math.abs(share - weight / 4), name).toBeLessThan(0.015);
    }
  });

  test('gives the same person the same variant for as long as it runs, whatever is kept meanwhile', () => {
    expect(choices(done(publishNext(running, 0, later)))).toEqual(choices(running));
  });

  test('deals anew when another begins: who got what before says nothing of what they get', () => {
    const next = done(startExperiment(done(endExperiment(running, by)), variants, later));
    const [before, after] = [choices(running), choices(next)];
    const warm = before.flatMap((one, position) => (one === 'warm' ? [after[position]] : []));
    const again = warm.filter((one) => one === 'warm').length / warm.length;
    expect(Math.abs(again - 0.5)).toBeLessThan(0.03);
  });

  test('chooses a version that it names, for any weights and any recipient', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 2, maxLength: 3 });
    fc.assert(
      fc.property(weights, fc.string(), (own, key) => {
        const dealt = own.map((weight, n) => ({ name: `v${n}`, version: n + 1, weight }));
        const choice = choiceFor(done(startExperiment(published, dealt, by)), key);
        expect(dealt).toContainEqual(
          expect.objectContaining({ name: choice?.variant, version: choice?.version }),
        );
      }),
      { numRuns: 50 },
    );
  });

  test('is told in its history, with who and when, and found there after its end', () => {
    const over = done(promoteVariant(running, 'warm', later));
    const { experimentId } = running.experiment ?? {};
    expect(over).toMatchObject({ publishedVersion: 2 });
    expect(over.experiment).toBeUndefined();
    expect(over.history.slice(-2)).toEqual([
      { action: 'START_EXPERIMENT', version: 1, experimentId, variants, ...by },
      { action: 'PROMOTE', version: 2, experimentId, variant: 'warm', ...later },
    ]);
    expect(findExperiment(over, undefined)).toMatchObject({ experimentId, endedAt: later.at });
    expect(findExperiment(over, 'other')).toBeUndefined();
    expect(rollBack(over, undefined, later)).toMatchObject({ release: { publishedVersion: 1 } });
  });

  test('changes nothing when the same is asked for again, and begins anew when it is not', () => {
    expect(done(startExperiment(running, variants.toReversed(), later))).toBe(running);
    const other = done(startExperiment(running, variants.slice(0, 2), later));
    expect(other.experiment?.experimentId).not.toBe(running.experiment?.experimentId);
    expect(other.history.slice(-2).map(({ action }) => action)).toEqual([
      'END_EXPERIMENT',
      'START_EXPERIMENT',
    ]);
  });

  test('ends when somebody goes back, with or without naming a version', () => {
    const back = done(rollBack(running, undefined, later));
    expect(back).toMatchObject({ publishedVersion: 1 });
    expect(new Set(choices(back))).toEqual(new Set(['none']));
    expect(back.history.at(-1)).toMatchObject({ action: 'END_EXPERIMENT', ...later });
    expect(done(rollBack(running, 3, later)).experiment).toBeUndefined();
  });

  test('has every version that it names at hand, and the published one', () => {
    const two = done(startExperiment(published, variants.slice(1), by));
    expect([...versionsSent(two)].sort()).toEqual([1, 2, 3]);
  });

  const rolledOut = done(publishNext(published, 10, by));
  test.each([
    ['nothing is published', startExperiment(newRelease('NEW'), variants, by), 'NO_SUCH_VERSION'],
    ['a rollout runs', startExperiment(rolledOut, variants, by), 'ROLLOUT_RUNNING'],
    [
      'a version is not there',
      startExperiment(published, [{ name: 'next', version: 4, weight: 1 }], by),
      'NO_SUCH_VERSION',
    ],
    ['it would be published over', publishNext(running, 100, by), 'EXPERIMENT_RUNNING'],
    ['it would be rolled out over', publishNext(running, 10, by), 'EXPERIMENT_RUNNING'],
    ['none runs to promote of', promoteVariant(published, 'warm', by), 'NO_EXPERIMENT'],
    ['no such variant runs', promoteVariant(running, 'cold', by), 'NO_SUCH_VARIANT'],
  ])('refuses when %s', (_, result, expected) => {
    expect(reason(result)).toBe(expected);
  });
});

test('a variant is told by a tag that says which experiment it is of', () => {
  const one = { experimentId: '1f3a9c02', variant: 'warm-and_kind' };
  expect(variantTag(one)).toBe('1f3a9c02.warm-and_kind');
  expect(parseVariantTag(variantTag(one))).toEqual(one);
});

import { describe, expect, test } from 'vitest';
import { ProblemError } from '#core/problem.ts';
import { choiceFor, type TemplateBody } from '#core/template-version.ts';
import {
  promote,
  putExperiment,
  stopExperiment,
} from '#functions/template-api/experiments/change-experiment.ts';
import { moveRollout, publishTemplate } from '#functions/template-api/publish-template.ts';
import { bodyOf, createTableInMemory } from '../../stored-templates/stored-order.ts';

const by = { at: 1_795_000_000_000, by: '123456789012/Editors' };
const variants = [
  { name: 'plain', version: 1, weight: 1 },
  { name: 'warm', version: 2, weight: 1 },
];

const needsMore = {
  type: 'object',
  required: ['name', 'city'],
  additionalProperties: false,
  properties: {
    name: { type: 'string', maxLength: 50 },
    city: { type: 'string', maxLength: 50 },
  },
};

/** Version 1 is published, and version 2 is kept. */
const world = async (second: TemplateBody = bodyOf('Warm')) => {
  const { table } = createTableInMemory();
  const checkDraft = async () => ({ kind: 'checked' as const, programs: {} });
  const deps = { table, checkDraft };
  const publish = async (body: TemplateBody, percent: number) => {
    await table.putDraft('MADE', { body, updatedAt: 0, updatedBy: 'me' });
    return (await publishTemplate('MADE', { percent }, by, deps)).release;
  };
  await publish(bodyOf('Plain'), 100);
  await publish(second, 0);
  return { table, deps, publish, start: () => putExperiment('MADE', variants, by, deps) };
};

const problemOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'nothing was wrong',
    (error: unknown) =>
      error instanceof ProblemError ? [error.code, ...(error.errors ?? [])] : error,
  );

describe('an experiment', () => {
  test('runs on versions that are kept, and its winner is given to everybody', async () => {
    const { table, deps, start } = await world();
    await start();
    const running = await table.getRelease('MADE');
    expect(running?.release).toMatchObject({ publishedVersion: 1, experiment: { variants } });
    const { release } = await promote('MADE', 'warm', by, deps);
    expect(release).toMatchObject({ publishedVersion: 2, latestVersion: 2 });
    expect(choiceFor(release, 'USER_ID ada')).toEqual({ version: 2 });
    expect((await table.getRelease('MADE'))?.release).toEqual(release);
  });

  test('is written once for the same variants, and for its end', async () => {
    const { table, deps, start } = await world();
    const { revision } = await start();
    expect((await start()).revision).toBe(revision);
    await stopExperiment('MADE', by, deps);
    expect((await stopExperiment('MADE', by, deps)).revision).toBe(revision + 1);
    expect((await table.getRelease('MADE'))?.release.experiment).toBeUndefined();
  });

  test('loses to somebody who released meanwhile', async () => {
    const { table, start } = await world();
    table.putRelease = async () => false;
    expect(await problemOf(start())).toEqual(['VERSION_CONFLICT']);
  });

  test('keeps a version once, however often it is asked to', async () => {
    const { publish } = await world();
    const { history } = await publish(bodyOf('Warm'), 0);
    expect(history.map(({ action }) => action)).toEqual(['PUBLISH', 'KEEP_VERSION']);
  });

  test.each([
    ['another category', bodyOf('Warm', { category: 'security' })],
    [
      'other channels',
      bodyOf('Warm', { content: { default: { PUSH: { title: 'Warm', body: 'Warm' } } } }),
    ],
    ['other data', bodyOf('Warm', { dataSchema: needsMore })],
  ])('is refused with a version of %s', async (what, body) => {
    const { start } = await world(body);
    expect(await problemOf(start())).toMatchObject([
      'INVALID_REQUEST',
      {
        code: 'NOT_COMPARABLE',
        pointer: '/variants/1/version',
        detail: `Version 2 has ${what} than the one that is published.`,
      },
    ]);
  });

  test('and a rollout refuse each other, and publishing over it is refused', async () => {
    const { deps, publish, start } = await world();
    await start();
    expect(await problemOf(publish(bodyOf('More'), 100))).toEqual(['EXPERIMENT_RUNNING']);
    await stopExperiment('MADE', by, deps);
    await publish(bodyOf('More'), 10);
    expect(await problemOf(start())).toEqual(['ROLLOUT_RUNNING']);
    await moveRollout('MADE', 0, by, deps);
    await start();
  });

  test('names what is not there', async () => {
    const { deps, start } = await world();
    const other = [...variants, { name: 'gone', version: 9, weight: 1 }];
    expect(await problemOf(putExperiment('MADE', other, by, deps))).toMatchObject([
      'INVALID_REQUEST',
      { pointer: '/variants/2/version', code: 'UNKNOWN_VERSION' },
    ]);
    expect(await problemOf(promote('MADE', 'warm', by, deps))).toEqual(['NOT_FOUND']);
    await start();
    expect(await problemOf(promote('MADE', 'cold', by, deps))).toMatchObject([
      'INVALID_REQUEST',
      { pointer: '/variant', code: 'UNKNOWN_VARIANT' },
    ]);
  });
});

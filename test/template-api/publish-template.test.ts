import { describe, expect, test } from 'vitest';
import { ProblemError } from '#core/problem.ts';
import type { TemplateBody } from '#core/template-version.ts';
import { channels } from '#functions/channels/index.ts';
import { tagOf } from '#functions/stored-templates/stored-version.ts';
import { createCheckDraft } from '#functions/template-api/check-draft.ts';
import {
  moveRollout,
  publishTemplate,
  rollBackTemplate,
} from '#functions/template-api/publish-template.ts';
import { categories } from '#templates/categories.ts';
import { stationery } from '#templates/index.ts';
import { bodyOf, createTableInMemory } from '../stored-templates/stored-order.ts';

const check = createCheckDraft({
  channels,
  categories,
  stationery,
  senders: new Set(['billing']),
});
const by = { at: 1, by: '123456789012/Editors' };

const world = () => {
  const memory = createTableInMemory();
  const deps = { table: memory.table, checkDraft: async (body: TemplateBody) => check(body) };
  const draft = (words: string) =>
    memory.table.putDraft('MADE', { body: bodyOf(words), updatedAt: 0, updatedBy: 'me' });
  const publish = async (percent = 100) =>
    (await publishTemplate('MADE', { percent }, by, deps)).release;
  return { ...memory, deps, draft, publish };
};

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'nothing was wrong',
    (error: unknown) => (error instanceof ProblemError ? error.code : error),
  );

describe('publishing', () => {
  test('writes a version, then points to it; the same words again change nothing', async () => {
    const { draft, publish, versions } = world();
    await draft('Hello');
    expect(await publish()).toMatchObject({ publishedVersion: 1, latestVersion: 1 });
    expect(await publish()).toMatchObject({ publishedVersion: 1, latestVersion: 1 });
    await draft('Goodbye');
    expect(await publish()).toMatchObject({
      publishedVersion: 2,
      history: [
        { action: 'PUBLISH', version: 1, ...by },
        { action: 'PUBLISH', version: 2, ...by },
      ],
    });
    expect([...versions.keys()]).toEqual(['MADE 1', 'MADE 2']);
    expect(versions.get('MADE 1')?.body).toEqual(bodyOf('Hello'));
  });

  test('never writes over a version that a run which died has left', async () => {
    const { draft, publish, table, versions } = world();
    const { putRelease } = table;
    await draft('Died');
    table.putRelease = async () => {
      throw new Error('killed');
    };
    await expect(publish()).rejects.toThrow('killed');
    table.putRelease = putRelease;
    await draft('Lived');
    expect(await publish()).toMatchObject({ publishedVersion: 2, latestVersion: 2 });
    expect(versions.get('MADE 1')?.body).toEqual(bodyOf('Died'));
    table.putVersion = async () => {
      throw new Error('the newest says the same');
    };
    expect(await publish()).toMatchObject({ publishedVersion: 2, latestVersion: 2 });
    expect(versions.get('MADE 2')?.body).toEqual(bodyOf('Lived'));
  });

  test('takes the next number where somebody else was faster', async () => {
    const { draft, publish, table, versions } = world();
    const faster = { templateId: 'MADE', version: 1, programs: {}, createdAt: 0, createdBy: 'me' };
    await table.putVersion({ ...faster, body: bodyOf('Faster') });
    table.listVersions = async () => [];
    await draft('Slower');
    expect(await publish()).toMatchObject({ publishedVersion: 2, latestVersion: 2 });
    expect(versions.get('MADE 2')?.body).toEqual(bodyOf('Slower'));
  });

  test('of two at once tells one of them', async () => {
    const { draft, publish, deps } = world();
    await draft('First');
    await publish();
    await draft('Second');
    const results = await Promise.all([
      codeOf(publish()),
      codeOf(rollBackTemplate('MADE', 1, by, deps)),
    ]);
    expect(results.toSorted()).toEqual(['VERSION_CONFLICT', 'nothing was wrong']);
  });

  test('of the same words by two at once makes one version, and both are told', async () => {
    const { draft, publish, table, versions } = world();
    for (const words of ['First', 'Second']) {
      await draft(words);
      const [one, other] = await Promise.all([publish(), publish()]);
      expect(one).toEqual(other);
    }
    expect([...versions.keys()]).toEqual(['MADE 1', 'MADE 2']);
    expect((await table.getRelease('MADE'))?.release.history).toHaveLength(2);
  });

  test('of a draft that somebody has written since is refused', async () => {
    const { draft, deps, table, versions } = world();
    await draft('What I read');
    const seenTag = tagOf(bodyOf('What I read'));
    await draft('What somebody wrote');
    const publish = () => publishTemplate('MADE', { percent: 100, seenTag }, by, deps);
    expect(await codeOf(publish())).toBe('VERSION_CONFLICT');
    expect(versions.size).toBe(0);
    const mine = { body: bodyOf('Mine'), updatedAt: 1, updatedBy: 'me' };
    expect(await table.putDraft('MADE', mine, seenTag)).toBe(false);
    await draft('What I read');
    expect((await publish()).release.publishedVersion).toBe(1);
  });

  test('a rollout starts, grows by the same words, and ends for everybody', async () => {
    const { draft, publish, deps } = world();
    await draft('Old');
    expect(await publish(10)).toMatchObject({ publishedVersion: 1 });
    expect(await codeOf(moveRollout('MADE', 20, by, deps))).toBe('NOTHING_TO_RELEASE');
    await draft('New');
    expect(await publish(10)).toMatchObject({
      publishedVersion: 1,
      rollout: { version: 2, percent: 10 },
    });
    expect(await publish(30)).toMatchObject({
      publishedVersion: 1,
      rollout: { version: 2, percent: 30 },
    });
    expect(await codeOf(moveRollout('MADE', 101, by, deps))).toBe('INVALID_REQUEST');
    expect((await publish(100)).rollout).toBeUndefined();
    expect(await publish(100)).toMatchObject({ publishedVersion: 2, latestVersion: 2 });
  });

  test('goes back to what was before, or to the version named', async () => {
    const { draft, publish, deps, releases } = world();
    expect(await codeOf(publish())).toBe('NOT_FOUND');
    expect(await codeOf(rollBackTemplate('MADE', undefined, by, deps))).toBe('NOT_FOUND');
    for (const words of ['One', 'Two', 'Three']) {
      await draft(words);
      await publish();
    }
    await rollBackTemplate('MADE', undefined, by, deps);
    expect(releases.get('MADE')?.release.publishedVersion).toBe(2);
    await rollBackTemplate('MADE', 3, by, deps);
    expect(releases.get('MADE')?.release.publishedVersion).toBe(3);
    expect(await codeOf(rollBackTemplate('MADE', 4, by, deps))).toBe('NOTHING_TO_RELEASE');
  });
});

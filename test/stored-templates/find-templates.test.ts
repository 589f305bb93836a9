import { describe, expect, test } from 'vitest';
import { createFindTemplates } from '#functions/stored-templates/find-templates.ts';
import type { ReadTemplates } from '#functions/stored-templates/read-templates.ts';
import { templates } from '#templates/index.ts';
import { bodyOf } from './stored-order.ts';

const experiment = {
  experimentId: '1f3a9c02',
  variants: [
    { name: 'plain', version: 1, weight: 1 },
    { name: 'warm', version: 2, weight: 1 },
  ],
  startedAt: 0,
  startedBy: 'me',
};

const world = ({ rollout = false, isCompared = false } = {}) => {
  const reads: string[] = [];
  const state = { now: 0, published: 1, isOut: false, isThere: true };
  const read: ReadTemplates = {
    getDraft: async () => undefined,
    getRelease: async (templateId) => {
      reads.push(`${templateId} release`);
      if (state.isOut) throw new Error('the table is out');
      if (!state.isThere) return undefined;
      const release = {
        templateId,
        latestVersion: 2,
        publishedVersion: state.published,
        ...(rollout ? { rollout: { version: 2, percent: 50 } } : {}),
        ...(isCompared ? { experiment } : {}),
        history: [],
      };
      const { category, dataSchema, sample } = bodyOf('');
      const summary = { category, dataSchema, sample, channels: [], locales: [] };
      return { release, summary: { ...summary, createdAt: 0, createdBy: 'me' }, revision: 1 };
    },
    getVersion: async (templateId, version) => {
      reads.push(`${templateId} ${version}`);
      const body = bodyOf(`Version ${version}`);
      return { templateId, version, body, programs: {}, createdAt: 0, createdBy: 'me' };
    },
  };
  return { find: createFindTemplates({ templates, read, now: () => state.now }), reads, state };
};

describe('the door', () => {
  test('finds what is in code without a read, and asks for nothing that is no id', async () => {
    const { find, reads } = world();
    const found = await find(['ORDER_CONFIRMATION', 'lower-case', undefined, { a: 1 }]);
    expect(found.get('ORDER_CONFIRMATION', 'ada')?.version).toBeUndefined();
    expect(reads).toEqual([]);
  });

  test('reads a pointer once in three seconds for any number of sends, and a version once', async () => {
    const { find, reads, state } = world();
    const [one] = await Promise.all([find(['MADE', 'MADE']), find(['MADE'])]);
    expect(one?.get('MADE', 'ada')).toMatchObject({ id: 'MADE', version: 1, category: 'orders' });
    expect(one?.get('ORDER_CONFIRMATION', 'ada')?.id).toBe('ORDER_CONFIRMATION');
    expect(reads).toEqual(['MADE release', 'MADE 1']);
    state.now = 2_999;
    await find(['MADE']);
    expect(reads).toHaveLength(2);
    state.now = 3_000;
    state.published = 2;
    expect((await find(['MADE'])).get('MADE', 'ada')?.version).toBe(2);
    state.now = 6_000;
    await find(['MADE']);
    expect(reads).toEqual(['MADE release', 'MADE 1', 'MADE release', 'MADE 2', 'MADE release']);
  });

  test('asks again at once for what failed, and for what was not there', async () => {
    const { find, state } = world();
    state.isOut = true;
    await expect(find(['MADE'])).rejects.toThrow('the table is out');
    state.isOut = false;
    state.isThere = false;
    expect((await find(['MADE'])).get('MADE', 'ada')).toBeUndefined();
    state.isThere = true;
    expect((await find(['MADE'])).get('MADE', 'ada')?.version).toBe(1);
  });

  test('gives each the version of their variant, and tells which, with no more reads', async () => {
    const { find, reads } = world({ isCompared: true });
    const found = await find(['MADE']);
    const people = Array.from({ length: 60 }, (_, index) => `user-${index}`);
    const given = people.map((key) => found.get('MADE', key));
    expect(new Set(given.map((one) => `${one?.version} ${one?.variant}`))).toEqual(
      new Set(['1 1f3a9c02.plain', '2 1f3a9c02.warm']),
    );
    expect(reads).toEqual(['MADE release', 'MADE 1', 'MADE 2']);
  });

  test('gives some the newer version of a rollout, and always the same ones', async () => {
    const { find } = world({ rollout: true });
    const found = await find(['MADE']);
    const people = Array.from({ length: 60 }, (_, index) => `user-${index}`);
    const versions = people.map((key) => found.get('MADE', key)?.version);
    expect(new Set(versions)).toEqual(new Set([1, 2]));
    expect(people.map((key) => found.get('MADE', key)?.version)).toEqual(versions);
  });

  test("checks data by the version's own schema, in the door's words", async () => {
    const { find } = world();
    const schema = (await find(['MADE'])).get('MADE', 'ada')?.dataSchema;
    expect(schema?.safeParse({ name: 'Ada' }).success).toBe(true);
    expect(schema?.safeParse({}).error?.issues).toMatchObject([{ path: ['name'] }]);
    expect(schema?.safeParse({ name: 'Ada', more: 1 }).success).toBe(false);
  });
});

import { expect, test } from 'vitest';
import type { StoredRelease } from '#functions/stored-templates/read-templates.ts';
import { listTemplates } from '#functions/template-api/list-templates.ts';
import { categories } from '#templates/categories.ts';
import { templates } from '#templates/index.ts';
import { createTableInMemory } from '../stored-templates/stored-order.ts';

const releaseOf = (number: number, sample: object = {}): StoredRelease => ({
  release: {
    templateId: `MADE_${String(number).padStart(4, '0')}`,
    latestVersion: 1,
    publishedVersion: 1,
    history: [],
  },
  summary: {
    category: number % 100 === 0 ? 'promotions' : 'orders',
    channels: ['SMS'],
    locales: ['default'],
    dataSchema: {},
    sample: { ...sample },
    createdAt: 0,
    createdBy: 'me',
  },
  revision: 1,
});

/** A table with so many templates, which counts what is read of it. */
const world = async (count: number, sample?: object) => {
  const { table } = createTableInMemory();
  for (let number = 0; number < count; number += 1)
    await table.putRelease(releaseOf(number, sample));
  const reads: number[] = [];
  const { listReleases } = table;
  table.listReleases = async (after, limit) => {
    const page = await listReleases(after, limit);
    reads.push(page.length);
    return page;
  };
  const codeVersionOf = async () => ({ version: 1, createdAt: 0 });
  return { reads, deps: { table, templates, categories, codeVersionOf } };
};

/** Every page of a list, one after another. */
const allPages = async (
  deps: Awaited<ReturnType<typeof world>>['deps'],
  query: { readonly limit: number; readonly category?: string },
) => {
  const pages: (readonly string[])[] = [];
  let cursor: string | undefined;
  for (;;) {
    const { items, isLast } = await listTemplates({ ...query, cursor }, deps);
    const ids = items.map(({ templateId }) => templateId);
    pages.push(ids);
    if (isLast) return pages;
    cursor = ids.at(-1);
  }
};

test('a page of a thousand templates reads no more of them than it shows', async () => {
  const { reads, deps } = await world(1000);
  const { items, isLast } = await listTemplates({ limit: 20, cursor: 'MADE' }, deps);
  expect({ shown: items.length, isLast }).toEqual({ shown: 20, isLast: false });
  expect(reads).toEqual([21]);
});

test('pages have every template of both sources once, in order', async () => {
  const { deps } = await world(250);
  const ids = (await allPages(deps, { limit: 100 })).flat();
  expect(ids).toEqual(ids.toSorted());
  expect(ids).toHaveLength(250 + templates.size);
  expect(new Set(ids).size).toBe(ids.length);
});

test('a filter that few pass reads a hundred at once, and each of them once', async () => {
  const { reads, deps } = await world(1000);
  const ids = (await allPages(deps, { limit: 100, category: 'promotions' })).flat();
  expect(ids.filter((id) => id.startsWith('MADE_'))).toHaveLength(10);
  expect(reads).toHaveLength(11);
});

test('templates with large samples come in pages that fit into an answer', async () => {
  const { deps } = await world(90, { text: 'x'.repeat(99_000) });
  const pages = await allPages(deps, { limit: 100 });
  expect(pages.flat().filter((id) => id.startsWith('MADE_'))).toHaveLength(90);
  expect(pages.length).toBeGreaterThan(2);
});

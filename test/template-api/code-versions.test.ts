import { expect, test } from 'vitest';
import * as z from 'zod';
import type { Template } from '#core/template.ts';
import { createCodeVersionOf } from '#functions/template-api/code-versions.ts';
import { templates } from '#templates/index.ts';
import { bodyOf, createTableInMemory } from '../stored-templates/stored-order.ts';

const templateOf = (words: string): Template => ({
  id: 'IN_CODE',
  category: 'orders',
  dataSchema: z.object({ name: z.string() }),
  sample: { name: 'Ada' },
  content: { default: { SMS: { text: `${words} <%= it.name %>` } } },
});

/** Each deployment is a new container, later than the one before. */
const world = () => {
  const { table, versions } = createTableInMemory();
  let at = 0;
  const deploy = () => {
    at += 1;
    return createCodeVersionOf({ table, now: () => at });
  };
  return { table, versions, deploy };
};

test('what a deployment says for the first time is the next version, and stays as it was', async () => {
  const { versions, deploy } = world();
  expect(await deploy()(templateOf('Hello'))).toMatchObject({ version: 1, createdAt: 1 });
  expect(await deploy()(templateOf('Hello'))).toMatchObject({ version: 1, createdAt: 1 });
  expect(await deploy()(templateOf('Goodbye'))).toMatchObject({ version: 2, createdAt: 3 });
  expect([...versions.values()]).toMatchObject([
    { isCode: true, createdBy: 'deployment', body: { content: templateOf('Hello').content } },
    { isCode: true, body: { content: templateOf('Goodbye').content } },
  ]);
});

test('a deployment that was taken back is the version that it was', async () => {
  const { versions, deploy } = world();
  for (const words of ['Hello', 'Goodbye', 'Hello']) await deploy()(templateOf(words));
  expect(await deploy()(templateOf('Hello'))).toMatchObject({ version: 1 });
  expect(versions.size).toBe(2);
});

test('two containers at once make one version, and each reads once', async () => {
  const { table, versions, deploy } = world();
  const [one, other] = [deploy(), deploy()];
  const seen = await Promise.all(
    [one, other, one].map((versionOf) => versionOf(templateOf('Hello'))),
  );
  expect(seen.map(({ version }) => version)).toEqual([1, 1, 1]);
  expect(versions.size).toBe(1);
  table.listVersions = async () => expect.unreachable('it is known');
  expect(await one(templateOf('Hello'))).toMatchObject({ version: 1 });
});

test('numbers go on behind versions that were made by API under the same id', async () => {
  const { table, deploy } = world();
  const made = { templateId: 'IN_CODE', programs: {}, createdAt: 0, createdBy: 'me' };
  await table.putVersion({ ...made, version: 1, body: bodyOf('Made') });
  expect(await deploy()(templateOf('Hello'))).toMatchObject({ version: 2 });
});

test('every shipped template can be kept as a version', async () => {
  const { versions, deploy } = world();
  const versionOf = deploy();
  for (const template of templates.values()) {
    expect(await versionOf(template)).toMatchObject({ version: 1 });
  }
  expect(versions.size).toBe(templates.size);
});

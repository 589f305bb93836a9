import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openApiText } from '../../openapi/document.ts';

const committed = readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8');

test('docs/openapi.json is what the routes say: npm run openapi writes it', () => {
  expect(committed).toBe(openApiText());
});

test('every reference leads somewhere', () => {
  const { components } = JSON.parse(committed);
  const references = committed.match(/#\/components\/schemas\/\w+/g) ?? [];
  const names = references.map((reference) => reference.split('/').at(-1));
  expect(Object.keys(components.schemas)).toEqual(expect.arrayContaining([...new Set(names)]));
  expect(names.length).toBeGreaterThan(10);
});

test('every operation has a name of its own and says what can go wrong', () => {
  const { paths } = JSON.parse(committed);
  const operations = Object.values<Record<string, { operationId: string; responses: object }>>(
    paths,
  ).flatMap((methods) => Object.values(methods));
  const names = operations.map(({ operationId }) => operationId);
  expect(new Set(names).size).toBe(names.length);
  for (const { responses } of operations) expect(Object.keys(responses)).toContain('403');
});

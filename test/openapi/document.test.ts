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

interface Operation {
  readonly operationId: string;
  readonly responses: object;
  readonly security?: readonly unknown[];
}

test('every operation has a name of its own and says what can go wrong', () => {
  const { paths } = JSON.parse(committed);
  const operations = Object.values<Record<string, Operation>>(paths).flatMap(
    ({ servers: _, ...methods }) => Object.values(methods),
  );
  const names = operations.map(({ operationId }) => operationId);
  expect(new Set(names).size).toBe(names.length);
  for (const { security, responses } of operations) {
    // What nobody signs is refused to nobody, but for its link.
    expect(Object.keys(responses)).toContain(security === undefined ? '403' : '410');
  }
});

test('only what people open from a mail needs no signature', () => {
  const { paths } = JSON.parse(committed);
  const unsigned = Object.entries<Record<string, Operation>>(paths)
    .filter(([, methods]) => Object.values(methods).some(({ security }) => security !== undefined))
    .map(([path, { servers }]) => ({ path, hasItsServer: servers !== undefined }));
  expect(unsigned).toEqual([
    { path: '/unsubscribe/{token}', hasItsServer: true },
    { path: '/preferences/{token}', hasItsServer: true },
  ]);
});

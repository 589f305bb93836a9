import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApiReference } from '#local/api-reference/api-reference-server.ts';

let server: Awaited<ReturnType<typeof startApiReference>>;
beforeAll(async () => {
  server = await startApiReference(0);
});
afterAll(() => server.close());

test('serves the committed document, and every file that its page asks for', async () => {
  const page = await (await fetch(server.url)).text();
  const asked = [...page.matchAll(/(?:src|href)="([^"#:]+)"/g)].map(([, file]) => file);

  expect(asked).toEqual(['swagger-ui.css', 'openapi.json', 'swagger-ui-bundle.js', 'start.js']);
  for (const file of asked) {
    expect((await fetch(`${server.url}/${file}`)).status, file).toBe(200);
  }
  const committed: unknown = JSON.parse(readFileSync('docs/openapi.json', 'utf8'));
  expect(await (await fetch(`${server.url}/openapi.json`)).json()).toEqual(committed);
});

test('has nothing else', async () => {
  expect((await fetch(`${server.url}/../package.json`)).status).toBe(404);
});

import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { bundleFunctions, functionEntries } from '#lib/bundling/bundle-functions.ts';

const dir = mkdtempSync(join(tmpdir(), 'herald-bundles-'));
await bundleFunctions(dir);
afterAll(() => rmSync(dir, { recursive: true }));

const names = Object.keys(functionEntries);

test.each(names)('the bundle of %s is at most 600 KB', (name) => {
  expect(statSync(join(dir, name, 'index.mjs')).size).toBeLessThanOrEqual(600 * 1024);
});

test.each(names)('the bundle of %s refuses to start without its environment', async (name) => {
  const file = join(dir, name, 'index.mjs');
  await expect(import(file)).rejects.toThrow(/environment is wrong/);
});

test('a bundle holds the templates and no way to read them from disk', () => {
  const email = readFileSync(join(dir, 'channel-email', 'index.mjs'), 'utf8');
  expect(email).toContain('Thank you');
  expect(email).not.toContain('readdirSync');
  // Where nothing is rendered, content would be for nothing.
  expect(readFileSync(join(dir, 'router', 'index.mjs'), 'utf8')).not.toContain('Thank you');
});

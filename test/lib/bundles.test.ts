import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
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

/** What the files in a bundle say, unpacked as the bundle does it. */
const contentIn = (name: string): string => {
  const bundle = readFileSync(join(dir, name, 'index.mjs'), 'utf8');
  expect(bundle).not.toContain('readdirSync');
  return [...bundle.matchAll(/Buffer\.from\("([\w+/=]{100,})","base64"\)/g)]
    .map(([, packed = '']) => brotliDecompressSync(Buffer.from(packed, 'base64')).toString())
    .join();
};

test('a bundle holds the templates and no way to read them from disk', () => {
  expect(contentIn('channel-email')).toContain('Thank you');
  // Where nothing is rendered, content would be for nothing.
  expect(contentIn('router')).toContain('order-confirmation/email.html.eta');
  expect(contentIn('router')).not.toContain('Thank you');
});

test('what runs and checks templates from outside stands beside the functions that may need it', () => {
  const engine = join('channel-email', 'engine.mjs');
  const twin = join('channel-email', 'to-plain-text.mjs');
  const thread = join('template-api', 'mjml-thread.mjs');
  const reader = join('channel-email', 'read-object.mjs');
  for (const part of [engine, twin, thread, reader, join('template-api', 'check-draft.mjs')]) {
    expect(statSync(join(dir, part)).size).toBeLessThanOrEqual(600 * 1024);
  }
  expect(readFileSync(join(dir, 'channel-email', 'index.mjs'), 'utf8')).toContain('./engine.mjs');
});

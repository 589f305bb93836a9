import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Engine, judge } from './judge.ts';
import { mutants } from './mutants.ts';
import { payloads } from './payloads.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const sources = join(root, 'functions/templates');
// Within the project, so that the copies find its packages and imports.
const builds = join(root, '.build');
let copies = '';
const require = createRequire(import.meta.url);

beforeAll(() => {
  mkdirSync(builds, { recursive: true });
  copies = mkdtempSync(join(builds, 'template-mutants-'));
});
afterAll(() => rmSync(copies, { recursive: true, force: true }));

/** Loaded by Node itself, which takes milliseconds. */
const load = (folder: string): Engine => ({
  ...require(join(folder, 'compile-template.ts')),
  ...require(join(folder, 'run-program.ts')),
  ...require(join(folder, 'helpers-for-reader.ts')),
  ...require(join(folder, 'sanitize-html.ts')),
});

/** The first payload that does not come to what it must. */
const survivor = (engine: Engine): string | undefined => {
  const found = payloads.find((payload) => {
    const { expected = 'refused' } = payload;
    try {
      return !isDeepStrictEqual(judge(engine, payload), expected);
    } catch {
      return true;
    }
  });
  return found && `${found.technique}: ${found.source.slice(0, 60)}`;
};

test('a copy without a change lets nothing through', () => {
  const folder = join(copies, 'unchanged');
  cpSync(sources, folder, { recursive: true });
  expect(survivor(load(folder))).toBeUndefined();
});

test.each(mutants.map((mutant, index) => ({ ...mutant, index })))(
  'a payload gets through $file with "$to" in place of "$from"',
  ({ file, from, to, index }) => {
    const source = readFileSync(join(sources, file), 'utf8');
    const position = source.indexOf(from);
    expect(position, `${file} no longer says ${from}`).not.toBe(-1);
    const folder = join(copies, String(index));
    cpSync(sources, folder, { recursive: true });
    const mutated = source.slice(0, position) + to + source.slice(position + from.length);
    writeFileSync(join(folder, file), mutated);
    expect(survivor(load(folder))).toBeDefined();
  },
);

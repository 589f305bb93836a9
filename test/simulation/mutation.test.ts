import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mutations } from '../../simulation/mutations/index.ts';
import { mutate } from '../../simulation/mutations/mutation.ts';

const root = join(import.meta.dirname, '../..');

test('there are at least 25 mutations, each with a name of its own', () => {
  const names = new Set(mutations.map(({ name, file }) => `${file}: ${name}`));
  expect(names.size).toBe(mutations.length);
  expect(names.size).toBeGreaterThanOrEqual(25);
});

test.each(mutations)('"$name" names what breaks without it', ({ breaks }) => {
  expect(breaks.length).toBeGreaterThan(0);
});

test.each(mutations)('"$name" finds its place in $file', (mutation) => {
  const source = readFileSync(join(root, mutation.file), 'utf8');
  expect(mutate(source, mutation)).not.toBe(source);
});

test('a mutation whose text is gone fails loudly', () => {
  const stale = { name: 'stale', file: 'a.ts', find: 'what was', replace: 'what is', breaks: [] };
  expect(() => mutate('nothing of it', stale)).toThrow('finds its text 0 times');
  expect(() => mutate('what was, what was', stale)).toThrow('finds its text 2 times');
});

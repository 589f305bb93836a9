import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffLines } from '#core/line-diff.ts';
import { diffTemplates } from '#core/template-diff.ts';
import type { TemplateBody } from '#core/template-version.ts';

const body: TemplateBody = {
  category: 'orders',
  dataSchema: { type: 'object', properties: { a: { type: 'string' } } },
  sample: { a: 'x', b: 'y' },
  content: { default: { SMS: { text: 'one\ntwo\nthree\nfour\nfive\nsix\nseven' } } },
};

test('versions that say the same do not differ, whatever the order of their keys', () => {
  expect(diffTemplates(body, { ...body, sample: { b: 'y', a: 'x' } })).toEqual([]);
});

test('tells each field with its pointer, and the lines around a change', () => {
  const after: TemplateBody = {
    ...body,
    category: 'account',
    content: {
      default: { SMS: { text: 'one\ntwo\nthree\nFOUR\nfive\nsix\nseven' } },
      'fr/x': { SMS: { text: 'un' } },
    },
  };
  expect(diffTemplates(body, after)).toEqual([
    {
      pointer: '/category',
      kind: 'CHANGED',
      lines: [
        { kind: 'removed', text: 'orders' },
        { kind: 'added', text: 'account' },
      ],
    },
    {
      pointer: '/content/default/SMS/text',
      kind: 'CHANGED',
      lines: [
        { kind: 'same', text: 'two' },
        { kind: 'same', text: 'three' },
        { kind: 'removed', text: 'four' },
        { kind: 'added', text: 'FOUR' },
        { kind: 'same', text: 'five' },
        { kind: 'same', text: 'six' },
      ],
    },
    { pointer: '/content/fr~1x/SMS/text', kind: 'ADDED', lines: [{ kind: 'added', text: 'un' }] },
  ]);
});

test('what stays and went is the older text, what stays and came the newer', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 })
    .map((l) => l.join('\n'));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = diffLines(before, after);
      const without = (kind: string) =>
        lines
          .filter((line) => line.kind !== kind)
          .map((line) => line.text)
          .join('\n');
      expect(without('added')).toBe(before);
      expect(without('removed')).toBe(after);
      if (before === after) expect(lines.every(({ kind }) => kind === 'same')).toBe(true);
    }),
  );
});

test('texts of many thousand lines are compared within a second', () => {
  const many = (word: string) => Array.from({ length: 20_000 }, (_, i) => `${word}${i}`).join('\n');
  const start = performance.now();
  expect(diffLines(many('a'), many('b'))).toHaveLength(40_000);
  expect(performance.now() - start).toBeLessThan(1000);
});

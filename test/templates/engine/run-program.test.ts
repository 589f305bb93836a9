import { expect, test } from 'vitest';
import { compileTemplate } from '#functions/templates/compile-template.ts';
import { helpersFor } from '#functions/templates/helpers-for-reader.ts';
import type { Program } from '#functions/templates/program.ts';
import { prepareProgram, type RunResult } from '#functions/templates/run-program.ts';
import { sanitizeHtml } from '#functions/templates/sanitize-html.ts';
import { ProgramError } from '#functions/templates/write-expression.ts';

const host = { partials: new Map(), sanitizeHtml };
const helpers = helpersFor({ locale: 'en' });

const render = (
  source: string,
  data: Readonly<Record<string, unknown>>,
  format: 'html' | 'text' | 'line' = 'text',
): RunResult => {
  const compiled = compileTemplate(source, { format });
  if (compiled.kind === 'refused') throw new Error(JSON.stringify(compiled.problems));
  return prepareProgram(compiled.program, host)({ data, brand: { name: 'Herald' }, helpers });
};
const textOf = (result: RunResult): string =>
  result.kind === 'rendered' ? result.text : `failed: ${result.message}`;

test('reads own properties through objects and lists', () => {
  const data = { a: { b: [{ c: 'x' }, { c: 'y' }] }, length: 'own' };
  expect(textOf(render('<%= it.a.b[1].c %> <%= it.a.b.length %> <%= it.length %>', data))).toBe(
    'y 2 own',
  );
});

test('two loops side by side and one within another keep their variables apart', () => {
  const source =
    '<% for (const a of it.l) { %><% for (const b of it.l) { %><%= a %><%= b %> <% } %><% } %>' +
    '<% for (const c of it.l) { %><%= c %><% } %>';
  expect(textOf(render(source, { l: ['x', 'y'] }))).toBe('xx xy yx yy xy');
});

test('an optional list that was not sent is an empty one', () => {
  expect(textOf(render('a<% for (const x of it.none) { %><%= x %><% } %>b', {}))).toBe('ab');
});

test('calculates with numbers and joins texts, and converts nothing else', () => {
  expect(textOf(render('<%= it.n * 2 + 1 %> <%= "a" + it.n %>', { n: 3 }))).toBe('7 a3');
  expect(textOf(render('<%= it.n * 2 %>', { n: '3' }))).toContain('failed');
  expect(textOf(render('<%= "a" + it.n %>', { n: ['b'] }))).toContain('failed');
});

test('a failure names the place in the template and quotes no data', () => {
  const result = render('Hello <%= it.secret %>', { secret: { deeper: 'do not log' } });
  expect(result).toEqual({ kind: 'failed', message: expect.not.stringContaining('log'), at: 10 });
});

test('a rendering takes at most 10,000 iterations', () => {
  const source = '<% for (const x of it.l) { %><% } %>';
  expect(render(source, { l: Array(10_000).fill(1) }).kind).toBe('rendered');
  expect(render(source, { l: Array(10_001).fill(1) }).kind).toBe('failed');
});

test('a rendering writes at most 256 KB, counted in bytes', () => {
  const limit = 256 * 1024;
  expect(render('<%= it.a %>', { a: 'x'.repeat(limit) }).kind).toBe('rendered');
  expect(render('<%= it.a %>', { a: 'x'.repeat(limit + 1) }).kind).toBe('failed');
  expect(render('<%= it.a %>', { a: 'é'.repeat(limit / 2) }).kind).toBe('rendered');
  expect(render('<%= it.a %>', { a: 'é'.repeat(limit / 2 + 1) }).kind).toBe('failed');
});

test('what is hostile is refused within two seconds', () => {
  const big = 'x'.repeat(200_000);
  const start = performance.now();
  const source = `<% for (const x of it.l) { %>${'<% if (it.a < it.b) { %><% } %>'.repeat(900)}<% } %>`;
  render(source, { l: Array(10_000).fill(1), a: `${big}a`, b: `${big}b` });
  render('<% for (const x of it.l) { %><%= date("2026-01-01") %><% } %>', {
    l: Array(10_000).fill(1),
  });
  expect(performance.now() - start).toBeLessThan(2000);
});

test('a value in a link keeps to its part of the link', () => {
  const source = '<a href="https://a.b/<%= it.v %>?q=<%= it.v %>#<%= it.v %>">';
  expect(textOf(render(source, { v: 'x y/?&#"' }, 'html'))).toBe(
    '<a href="https://a.b/x%20y/%3F&amp;%23%22?q=x%20y%2F%3F%26%23%22#x%20y%2F%3F%26%23%22">',
  );
  expect(render('<a href="https://a.b/<%= it.v %>">', { v: '\ud800' }, 'html').kind).toBe(
    'rendered',
  );
});

const program = (body: Program['body']): Program => ({ programVersion: 1, format: 'text', body });

test.each<[string, Program['body']]>([
  [
    'a forbidden key',
    [
      {
        kind: 'output',
        mode: 'line',
        at: 0,
        value: { kind: 'path', root: 'it', keys: ['__proto__'], at: 0 },
      },
    ],
  ],
  [
    'a slot that is no integer',
    [{ kind: 'output', mode: 'line', at: 0, value: { kind: 'path', root: 0.5, keys: [], at: 0 } }],
  ],
  [
    'an offset that is no integer',
    [{ kind: 'output', mode: 'line', at: -1, value: { kind: 'undefined' } }],
  ],
  [
    'a number that JSON has not',
    [{ kind: 'output', mode: 'line', at: 0, value: { kind: 'literal', value: Number.NaN } }],
  ],
])('a stored program with %s is not run', (_what, body) => {
  expect(() => prepareProgram(program(body), host)).toThrow(ProgramError);
});

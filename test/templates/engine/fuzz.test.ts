import { parse } from 'acorn';
import { Eta } from 'eta/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileTemplate } from '#functions/templates/compile-template.ts';
import { helpersFor } from '#functions/templates/helpers-for-reader.ts';
import { StoredProgram } from '#functions/templates/program-schema.ts';
import { prepareProgram } from '#functions/templates/run-program.ts';
import { sanitizeHtml } from '#functions/templates/sanitize-html.ts';
import { runtimeNames, writeProgram } from '#functions/templates/write-program.ts';
import { attackData, payloads } from './payloads.ts';

const helpers = helpersFor({ locale: 'en', messages: { hello: 'Hello {name}' } });
const host = { partials: new Map(), sanitizeHtml };
const brand = { name: 'Herald' };
const formats = fc.constantFrom('html' as const, 'text' as const, 'line' as const);

// Pieces that mean something to the parsers, so that random sources get past the first of them.
const words =
  'it brand items name user constructor __proto__ prototype process globalThis this new typeof ' +
  'void in of for if else const let function class await import return true false null undefined ' +
  'money date plural t number upper list include x y length 0 1 1e999 0x1F 10n "a" \'b\' `c`';
const marks =
  '<%= <%~ <% %> -%> _%> <%- <%_ ( ) { } [ ] . ?. , ; : ? + - * / % ** ! && || ?? === == < > = => ' +
  '... ${ ` " \' \\ \\u0069 \\x41 // /* */ # @ <a href=" <p title=\' <script> </script> <!-- --> ' +
  '<style> </style> "> > javascript: https://a.b/ & &#58; </p>';
const pieces = fc.oneof(
  fc.constantFrom(...words.split(' '), ...marks.split(' '), ' ', '\n', '\u2028', '\0'),
  fc.string({ maxLength: 3, unit: 'grapheme' }),
);
const randomSource = fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join(''));

/** A payload cut up and put together again, with something of another in between. */
const splicedSource = fc
  .tuple(
    fc.constantFrom(...payloads.filter(({ source }) => source.length < 200)),
    fc.constantFrom(...payloads.filter(({ source }) => source.length < 200)),
    fc.nat(200),
    fc.nat(200),
  )
  .map(
    ([one, other, cut, end]) =>
      one.source.slice(0, cut) + other.source.slice(0, end) + one.source.slice(cut),
  );

// Expressions that the allow-list admits, with what eta makes of them.
const path = fc.constantFrom(
  'it.name',
  'it.user.name',
  "it['name']",
  'it.items[0].name',
  'brand.name',
);
const admitted: fc.Memo<string> = fc.memo((depth) => {
  if (depth <= 1) return fc.oneof(path, fc.constantFrom('"x"', "'<&>'", '1', '0.5', '`a b`'));
  const inner = admitted(depth - 1);
  return fc.oneof(
    path,
    inner.map((value) => `(${value})`),
    fc.tuple(inner, inner).map(([one, other]) => `${one} + ${other}`),
    fc.tuple(inner, inner, inner).map(([a, b, c]) => `(${a} === ${b} ? ${c} : ${b})`),
    fc.tuple(inner, inner).map(([a, b]) => `(it.none ?? ${a}) + (it.none || ${b})`),
    fc.tuple(inner, inner).map(([a, b]) => `(!it.none && ${a} !== ${b} ? ${a} : ${b})`),
    inner.map((value) => `\`<\${${value}}>\``.replace(/`(?=[^`]*`[^`]*`)/, '`')),
  );
});
const admittedExpression = admitted(4).filter((value) => !/`[^`]*`[^`]*`/.test(value));
const texts = fc.constantFrom('text', ' ', '\n', '\r\n', '<p>', '</p>', '"', "'", '\\', '\\n', '&');
const trims = fc.constantFrom('', '-', '_');
const tag = (mode: string, body: fc.Arbitrary<string>) =>
  fc.tuple(trims, body, trims).map(([left, text, right]) => `<%${left}${mode} ${text} ${right}%>`);
const admittedNode: fc.Memo<string> = fc.memo((depth) => {
  const leaf = fc.oneof(texts, tag('=', admittedExpression));
  if (depth <= 1) return leaf;
  const inner = fc.array(admittedNode(depth - 1), { maxLength: 3 }).map((nodes) => nodes.join(''));
  const close = tag('', fc.constant('}'));
  return fc.oneof(
    leaf,
    fc
      .tuple(
        tag(
          '',
          admittedExpression.map((test) => `if (${test}) {`),
        ),
        inner,
        inner,
        close,
      )
      .map(([open, one, other, end]) => `${open}${one}<% } else { %>${other}${end}`),
    fc
      .tuple(tag('', fc.constant(`for (const x${depth} of it.items) {`)), inner, close)
      .map(([open, body, end]) => `${open}<%= x${depth}.name %>${body}${end}`),
  );
});
const admittedSource = fc.array(admittedNode(3), { maxLength: 6 }).map((nodes) => nodes.join(''));

/** Global state that a template could have touched. */
const worldOf = (): string =>
  JSON.stringify([
    Reflect.ownKeys(globalThis).map(String),
    Reflect.ownKeys(Object.prototype).map(String),
    Reflect.ownKeys(Function.prototype).map(String),
    Reflect.ownKeys(Array.prototype).map(String),
    attackData,
  ]);

/** Whatever the source is, it is refused, fails by name, or writes text that holds none of our code. */
const expectHarmless = (source: string, format: 'html' | 'text' | 'line'): void => {
  const compiled = compileTemplate(source, { format });
  if (compiled.kind === 'refused') {
    expect(compiled.problems.length).toBeGreaterThan(0);
    return;
  }
  const { program } = compiled;
  expect(StoredProgram.parse(JSON.parse(JSON.stringify(program)))).toEqual(program);
  expectClosedVocabulary(writeProgram(program));
  const result = prepareProgram(program, host)({ data: attackData, brand, helpers });
  if (result.kind === 'failed') return;
  expect(result.text).not.toMatch(/\[native code\]|\[object /);
  if (format === 'line') expect(result.text).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
};

/** The code of a program reads nothing but its own variables and its runtime, and makes no function. */
const expectClosedVocabulary = (body: string): void => {
  const code = `(s)=>{${body}}`;
  const known = new Set(['s', 'it', 'brand', 'o', 't', 'v', 'undefined', ...runtimeNames]);
  const forms = new Set<string>();
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const item of node) visit(item);
    if (typeof node !== 'object' || node === null || !('type' in node)) return;
    forms.add(String(node.type));
    if (node.type === 'Identifier' && 'name' in node) {
      const name = String(node.name);
      if (!known.has(name) && !/^[xli]\d+$/.test(name)) throw new Error(`the code names ${name}`);
    }
    if (node.type === 'MemberExpression' && 'computed' in node && 'property' in node) {
      const { property } = node;
      const isOurs = !node.computed && code.slice(startOf(property)).match(/^(at|length)\b/);
      const isLoop = node.computed && /^i\d+\]/.test(code.slice(startOf(property)));
      const isKey = node.computed && /^("|\d)/.test(code.slice(startOf(property)));
      if (!isOurs && !isLoop && !isKey)
        throw new Error('the code reads a property of another kind');
      visit('object' in node ? node.object : undefined);
      return;
    }
    for (const [key, value] of Object.entries(node)) if (key !== 'key') visit(value);
  };
  visit(parse(code, { ecmaVersion: 2025 }).body);
  for (const form of [
    'FunctionExpression',
    'NewExpression',
    'ThisExpression',
    'ImportExpression',
  ]) {
    expect(forms).not.toContain(form);
  }
};

const startOf = (node: unknown): number =>
  typeof node === 'object' && node !== null && 'start' in node ? Number(node.start) : 0;

test('a random source is refused or harmless', { timeout: 30_000 }, () => {
  const before = worldOf();
  fc.assert(fc.property(randomSource, formats, expectHarmless), { numRuns: 3000 });
  expect(worldOf()).toBe(before);
});

test('a random expression is refused or harmless', { timeout: 30_000 }, () => {
  const before = worldOf();
  const expressions = fc
    .array(pieces, { maxLength: 12 })
    .map((parts) => `<%= ${parts.join('')} %>`);
  fc.assert(fc.property(expressions, formats, expectHarmless), { numRuns: 3000 });
  expect(worldOf()).toBe(before);
});

test('payloads spliced into one another are refused or harmless', { timeout: 30_000 }, () => {
  const before = worldOf();
  fc.assert(fc.property(splicedSource, formats, expectHarmless), { numRuns: 3000 });
  expect(worldOf()).toBe(before);
});

test('what is admitted writes what eta writes', { timeout: 30_000 }, () => {
  const eta = new Eta({
    autoTrim: false,
    functionHeader: 'const { brand } = options;',
    autoEscape: true,
  });
  let compared = 0;
  fc.assert(
    fc.property(admittedSource, (source) => {
      // Attributes and comments take other escapes than text does; eta knows one.
      const compiled = compileTemplate(source, { format: 'html' });
      if (compiled.kind === 'refused') return;
      const result = prepareProgram(compiled.program, host)({ data: attackData, brand, helpers });
      const template = eta.compile(source);
      const theirs = template.call(eta, attackData, { brand, async: false });
      expect(result).toEqual({ kind: 'rendered', text: theirs });
      compared += 1;
    }),
    { numRuns: 500 },
  );
  expect(compared).toBeGreaterThan(250);
});

test('no value gets out of the text, attribute or URL where it is written', {
  timeout: 30_000,
}, () => {
  const values = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.constantFrom(...Object.values(attackData).filter((value) => typeof value === 'string')),
    fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join('')),
  );
  const source =
    '<p title="<%= it.v %>" lang=\'<%= it.v %>\'><%= it.v %></p><title><%= it.v %></title>' +
    '<a href="https://a.b/?q=<%= it.v %>">x</a>';
  const compiled = compileTemplate(source, { format: 'html' });
  if (compiled.kind === 'refused') throw new Error(JSON.stringify(compiled.problems));
  const run = prepareProgram(compiled.program, host);
  fc.assert(
    fc.property(values, (v) => {
      const result = run({ data: { v }, brand, helpers });
      if (result.kind === 'failed') throw new Error(result.message);
      const form =
        /^<p title="[^"<>]*" lang='[^'<>]*'>[^<>]*<\/p><title>[^<>]*<\/title><a href="https:\/\/a\.b\/\?q=[\w.!~*()%&#;-]*">x<\/a>$/;
      expect(result.text).toMatch(form);
    }),
    { numRuns: 2000 },
  );
});

test('no link from data has a scheme but https, http, mailto and tel', { timeout: 30_000 }, () => {
  const compiled = compileTemplate('<%= it.v %>|<a href="<%= it.v %>">x</a>', { format: 'html' });
  if (compiled.kind === 'refused') throw new Error(JSON.stringify(compiled.problems));
  const run = prepareProgram(compiled.program, host);
  const schemes = fc.constantFrom(
    'javascript',
    'data',
    'https',
    'http',
    'mailto',
    'tel',
    'file',
    '',
  );
  const noise = fc.string({ unit: 'binary', maxLength: 3 });
  const urls = fc
    .tuple(noise, schemes, noise, fc.constantFrom(':', '://', ''), fc.webPath())
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(urls, (v) => {
      const result = run({ data: { v }, brand, helpers });
      if (result.kind === 'failed') return;
      // As a browser reads it; what it cannot read it does not follow.
      const url = URL.parse(v, 'unknown:/');
      if (url !== null) expect(['https:', 'http:', 'mailto:', 'tel:']).toContain(url.protocol);
    }),
    { numRuns: 3000 },
  );
});

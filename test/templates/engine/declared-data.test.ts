import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkVariables } from '#functions/templates/check-variables.ts';
import { compileTemplate } from '#functions/templates/compile-template.ts';
import { readDataSchema } from '#functions/templates/data-schema.ts';
import { helpersFor } from '#functions/templates/helpers-for-reader.ts';
import { prepareProgram } from '#functions/templates/run-program.ts';

const text = { type: 'string' };
const textOrNull = { type: ['string', 'null'] };
const line = {
  type: 'object',
  required: ['text', 'textOrNull'],
  properties: { text, maybe: text, textOrNull },
};
const read = readDataSchema({
  type: 'object',
  required: ['text', 'textOrNull', 'count', 'yes', 'list'],
  properties: {
    text,
    maybe: text,
    textOrNull,
    anything: textOrNull,
    count: { type: 'integer' },
    maybeCount: { type: 'integer' },
    yes: { type: 'boolean' },
    maybeYes: { type: 'boolean' },
    line,
    lineOrNull: { ...line, type: ['object', 'null'] },
    list: { type: 'array', items: text },
    lines: { type: 'array', items: line },
    nulls: { type: 'array', minItems: 1, items: textOrNull },
  },
});
if (read.kind === 'refused') throw new Error(JSON.stringify(read.problems));
const { schema } = read;

const words = fc.constantFrom('', 'a', 'b');
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const orNull = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });
const lines = fc.record({ text: words, maybe: maybe(words), textOrNull: orNull(words) });
const datas = fc
  .record({
    text: words,
    maybe: maybe(words),
    textOrNull: orNull(words),
    anything: maybe(orNull(words)),
    count: fc.integer({ min: -2, max: 2 }),
    maybeCount: maybe(fc.integer({ min: -1, max: 1 })),
    yes: fc.boolean(),
    maybeYes: maybe(fc.boolean()),
    line: maybe(lines),
    lineOrNull: maybe(orNull(lines)),
    list: fc.array(words, { maxLength: 2 }),
    lines: maybe(fc.array(lines, { maxLength: 2 })),
    nulls: maybe(fc.array(orNull(words), { minLength: 1, maxLength: 2 })),
  })
  .map((data): Record<string, unknown> => JSON.parse(JSON.stringify(data)));

const path = fc.constantFrom(
  ...(
    'it.text it.maybe it.textOrNull it.anything it.count it.maybeCount it.yes it.maybeYes it.line ' +
    'it.line.text it.line.maybe it.line.textOrNull it.lineOrNull it.lineOrNull.text it.list it.list[0] ' +
    'it.list.length it.maybe.length it.lines it.lines.length it.lines[0].text it.nulls[0] it.nulls.length ' +
    'x.text x.maybe x.textOrNull x'
  ).split(' '),
);
const literal = fc.constantFrom("'a'", "''", '0', '1', 'true', 'false', 'null', 'undefined');
const operator = fc.constantFrom(...'&& && && || || ?? ?? === !== === !== + - < >'.split(' '));
const expression: fc.Memo<string> = fc.memo((depth) => {
  if (depth <= 1) return fc.oneof({ weight: 3, arbitrary: path }, literal);
  const inner = expression(depth - 1);
  return fc.oneof(
    { weight: 3, arbitrary: path },
    fc.tuple(inner, operator, inner).map((parts) => `(${parts.join(' ')})`),
    inner.map((value) => `!${value}`),
    fc.tuple(inner, inner, inner).map(([one, two, three]) => `(${one} ? ${two} : ${three})`),
    fc.tuple(path, fc.constantFrom('===', '!=='), literal).map((parts) => `(${parts.join(' ')})`),
    inner.map((value) => `\`<\${${value}}>\``),
    fc.tuple(path, expression(1)).map(([one, other]) => `upper(${one} ?? ${other})`),
  );
});

/** A path, and a test that looks at it among others. */
const guardOf: fc.Memo<string> = fc.memo((depth) => {
  const own = fc.constantFrom(
    'P',
    'P !== undefined',
    'P === undefined',
    'P !== null',
    'P === null',
    "P === 'a'",
  );
  if (depth <= 1) return fc.oneof({ weight: 3, arbitrary: own }, expression(1));
  const inner = guardOf(depth - 1);
  return fc.oneof(
    own,
    inner.map((value) => `!(${value})`),
    fc
      .tuple(inner, fc.constantFrom('&&', '||', '??'), inner)
      .map((parts) => `(${parts.join(' ')})`),
    fc.tuple(inner, inner, inner).map(([one, two, three]) => `(${one} ? ${two} : ${three})`),
  );
});
const uses = fc.constantFrom(
  '<% if (G) { %><%= P %><% } %>',
  '<% if (G) { %>no<% } else { %><%= P %><% } %>',
  '<% if (it.yes) { %>no<% } else if (G) { %><%= P %><% } else { %>no<% } %>',
  '<% if (G) { %>no<% } else if (it.yes) { %><%= P %><% } %>',
  "<%= G ? P : 'no' %>",
  "<%= G ? 'no' : P %>",
  '<% if (G) { for (const y of it.list) { %><%= P + y %><% } } %>',
  '<% if ((G) && upper(P) === "A") { %>yes<% } %>',
  '<% if ((G) || P + "" === "A") { %>yes<% } %>',
);
const guarded = fc
  .tuple(uses, path, guardOf(4))
  .map(([use, own, guard]) => use.replaceAll('G', () => guard).replaceAll('P', () => own));
const printed = fc
  .tuple(expression(3), fc.constantFrom('', " ?? ''", " || 'no'", " ? 'yes' : 'no'"))
  .map(([value, mend]) => `<%= (${value})${mend} %>`);
const sources = fc
  .tuple(
    fc.constantFrom('', 'it.lines', 'it.list', 'it.nulls'),
    fc.oneof({ weight: 2, arbitrary: guarded }, printed),
  )
  .map(([list, body]) => (list === '' ? body : `<% for (const x of ${list}) { %>${body}<% } %>`));

const helpers = helpersFor({ locale: 'en' });
const host = { partials: new Map(), sanitizeHtml: (html: string) => html };
const declared = { data: schema.root, brand: new Set<string>(), messages: new Map() };

test('what may be published renders for all data that its schema takes', {
  timeout: 60_000,
}, () => {
  const seen = { refused: 0, rendered: 0 };
  fc.assert(
    fc.property(sources, fc.array(datas, { minLength: 6, maxLength: 6 }), (source, all) => {
      const compiled = compileTemplate(source, { format: 'text' });
      if (compiled.kind === 'refused') return;
      if (checkVariables(compiled.program, declared).length > 0) {
        seen.refused += 1;
        return;
      }
      const run = prepareProgram(compiled.program, host);
      for (const data of all) {
        expect(schema.validate(data)).toEqual([]);
        expect(run({ data, brand: {}, helpers })).toEqual({
          kind: 'rendered',
          text: expect.any(String),
        });
        seen.rendered += 1;
      }
    }),
    { numRuns: 5000 },
  );
  expect(seen.refused).toBeGreaterThan(1000);
  expect(seen.rendered).toBeGreaterThan(1000);
});

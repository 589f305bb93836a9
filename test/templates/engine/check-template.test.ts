import { describe, expect, test } from 'vitest';
import {
  checkSample,
  checkSource,
  type SourceToCheck,
} from '#functions/templates/check-template.ts';
import { readDataSchema } from '#functions/templates/data-schema.ts';
import { helpersFor } from '#functions/templates/helpers-for-reader.ts';
import { prepareProgram } from '#functions/templates/run-program.ts';
import type { PartialValue, TemplateHost } from '#functions/templates/run-state.ts';
import { sanitizeHtml } from '#functions/templates/sanitize-html.ts';

const read = readDataSchema({
  type: 'object',
  required: ['name', 'orders', 'count', 'isNew', 'bodyHtml', 'customer', 'url'],
  properties: {
    name: { type: 'string' },
    nickname: { type: 'string' },
    company: { type: ['string', 'null'] },
    count: { type: 'integer' },
    isNew: { type: 'boolean' },
    url: { type: 'string', format: 'uri' },
    bodyHtml: { type: 'string', format: 'html' },
    customer: {
      type: 'object',
      required: ['city'],
      properties: { city: { type: 'string' }, street: { type: 'string' } },
    },
    employer: {
      type: 'object',
      required: ['name'],
      properties: { name: { type: 'string' }, town: { type: 'string' } },
    },
    orders: {
      type: 'array',
      items: {
        type: 'object',
        required: ['id', 'lines'],
        properties: {
          id: { type: 'string' },
          note: { type: 'string' },
          lines: { type: 'array', items: { type: 'string' } },
        },
      },
    },
  },
});
if (read.kind === 'refused') throw new Error(JSON.stringify(read.problems));
const { schema } = read;
const sample = {
  name: 'John',
  count: 2,
  isNew: true,
  url: 'https://example.com',
  bodyHtml: '<p>x</p>',
  customer: { city: 'Bonn' },
  orders: [{ id: '1', lines: ['a'] }],
};
type HostPartial =
  TemplateHost['partials'] extends ReadonlyMap<string, infer Value> ? Value : never;

const deps = {
  schema,
  sample,
  brand: { name: 'Herald' },
  host: {
    partials: new Map<string, HostPartial>([
      [
        '@facts',
        {
          signature: { facts: 'rows' } as const,
          render: ({ facts }: Readonly<Record<string, PartialValue>>) => JSON.stringify(facts),
        },
      ],
      ['@button', { signature: { href: 'url', label: 'text' } as const, render: () => '<a>' }],
    ]),
    sanitizeHtml,
  },
};
const check = (source: string, more: Partial<SourceToCheck> = {}) => {
  const result = checkSource({ source, format: 'html', locale: 'en', ...more }, deps);
  return result.kind === 'checked' ? [] : result.problems;
};

describe('every variable is declared', () => {
  test.each([
    '<%= it.name %> <%= it.customer.city %> <%= it.orders.length %> <%= it.name.length %>',
    '<% for (const o of it.orders) { %><%= o.id %><% for (const l of o.lines) { %><%= l %><% } %><% } %>',
    '<% if (it.isNew) { %>new<% } %>',
    "<%= it.isNew ? 'new' : 'old' %>",
    '<%~ it.bodyHtml %>',
    '<%= brand.name %>',
    '<%= plural(it.count, { one: "# order", other: "# orders" }) %>',
    "<%= it.nickname ?? it.name %> <%= it.nickname || '' %>",
    '<% if (it.nickname !== undefined) { %><%= it.nickname %><% } %>',
    '<% if (it.nickname === undefined) { %>-<% } else { %><%= it.nickname %><% } %>',
    "<%= it.nickname ? it.nickname : '' %>",
    '<% if (it.employer) { %><%= it.employer.name %><% } %>',
    '<% if (it.employer !== undefined) { %><%= it.employer.name %><% } %>',
    "<%~ include('@button', { href: it.url, label: it.name }) %>",
    "<%~ include('@facts', { facts: [['Name', it.name], ['Nick', it.nickname]] }) %>",
    "<%~ include('@facts', { facts: [['Nick', it.nickname ? upper(it.nickname) : undefined]] }) %>",
  ])('%s is in order', (source) => {
    expect(check(source)).toEqual([]);
  });

  test.each([
    ['<%= it.nmae %>', 5, 'it.nmae is not declared in the data schema; did you mean name?'],
    ['<%= it.customer.town %>', 5, 'it.customer.town is not declared'],
    ['<%= it.name.first %>', 5, 'it.name.first is not declared'],
    ['<% if (it.missing) { %><% } %>', 8, 'it.missing is not declared'],
    ["<%= it.missing ?? '' %>", 5, 'it.missing is not declared'],
    ['<%= upper(it.missing) %>', 11, 'it.missing is not declared'],
    [`<%= \`a \${it.missing}\` %>`, 10, 'it.missing is not declared'],
    ['<% for (const o of it.order) { %><% } %>', 20, 'did you mean orders?'],
    ['<% for (const o of it.name) { %><% } %>', 4, 'it.name is no list'],
    ['<% for (const o of it.orders) { %><%= o.ids %><% } %>', 39, "the loop's variable.ids is not"],
    ['<%= it.orders %>', 5, 'it.orders is no text'],
    ['<%= it.customer %>', 5, 'it.customer is no text'],
    ['<%= it.isNew %>', 5, 'it.isNew is true or false'],
    ['<%= it.nickname %>', 5, "it.nickname may be absent; write it.nickname ?? ''"],
    ['<%= it.company %>', 5, 'it.company may be absent'],
    ['<%= it.customer.street %>', 5, 'it.customer.street may be absent'],
    ['<%= it.employer.name %>', 5, 'it.employer.name may be absent'],
    [
      '<% if (it.employer) { %><%= it.employer.town %><% } %>',
      29,
      'it.employer.town may be absent',
    ],
    ['<%= it.orders[0].id %>', 5, 'it.orders[0].id may be absent'],
    [
      "<%~ include('@button', { href: it.url, label: it.nickname }) %>",
      47,
      'it.nickname may be absent',
    ],
    [
      "<%~ include('@facts', { facts: [['Nick', upper(it.nickname)]] }) %>",
      48,
      'it.nickname may be absent',
    ],
    ["<%~ include('@facts', { facts: [['Nick', it.nick]] }) %>", 42, 'it.nick is not declared'],
    ["<%~ include('@facts', { facts: it.orders }) %>", 32, 'write rows as'],
    ["<%~ include('@facts', { facts: [[1, 2, 3]] }) %>", 33, 'write rows as'],
    ["<%~ include('@facts', { facts: [...it.orders] }) %>", 33, 'write rows as'],
    ["<%~ include('@button', { href: [['a', 'b']], label: 'x' }) %>", 32, 'lists come from data'],
    ['<%~ it.name %>', 5, "format: 'html'"],
    ["<%~ '<b>' %>", 5, "format: 'html'"],
    ['<%= brand.logo %>', 5, 'brand.logo is no field of brand'],
    ["<%= t('hello') %>", 5, "t() knows no message 'hello'"],
    ['<%= t(it.name) %>', 5, 't() knows no message'],
  ])('%s is refused', (source, column, message) => {
    expect(check(source)).toContainEqual({
      line: 1,
      column,
      message: expect.stringContaining(message),
    });
  });

  test('the messages are those of the language', () => {
    expect(check("<%= t('hello') %>", { messages: { hello: 'Hallo' } })).toEqual([]);
  });
});

test('a sample that cannot be rendered is told with line and column', () => {
  expect(check('<p>\n<a href="<%= it.name %>">')).toEqual([
    { line: 2, column: 14, message: expect.stringContaining('the sample cannot be rendered') },
  ]);
});

test('a sample is checked against the schema', () => {
  expect(checkSample(schema, sample)).toEqual([]);
  expect(checkSample(schema, { ...sample, count: 'two' })).toEqual([
    { pointer: '/sample/count', code: 'INVALID_VALUE', detail: expect.any(String) },
  ]);
});

test('rows without a value fall away', () => {
  const source =
    "<%~ include('@facts', { facts: [['Name', it.name], ['Nick', it.nickname], ['Count', it.count]] }) %>";
  const checked = checkSource({ source, format: 'html', locale: 'en' }, deps);
  if (checked.kind === 'refused') throw new Error(JSON.stringify(checked.problems));
  const run = prepareProgram(checked.program, deps.host);
  expect(run({ data: sample, brand: {}, helpers: helpersFor({ locale: 'en' }) })).toEqual({
    kind: 'rendered',
    text: '[["Name","John"],["Count","2"]]',
  });
});

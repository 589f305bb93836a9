import type { PartialValue, TemplateHost } from '#functions/templates/run-state.ts';

/** What the content below declares. */
export const orderSchema = {
  type: 'object',
  required: [
    'name',
    'orders',
    'count',
    'isNew',
    'bodyHtml',
    'customer',
    'url',
    'tags',
    'title',
    'partner',
  ],
  properties: {
    name: { type: 'string' },
    nickname: { type: 'string' },
    tags: { type: 'array', items: { type: 'string' } },
    aliases: { type: 'array', items: { type: 'string' } },
    company: { type: ['string', 'null'] },
    title: { type: ['string', 'null'] },
    alias: { type: 'string' },
    partner: {
      type: ['object', 'null'],
      required: ['name'],
      properties: { name: { type: 'string' } },
    },
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
};

/** Data that fits it. */
export const orderSample = {
  name: 'John',
  count: 2,
  isNew: true,
  url: 'https://example.com',
  bodyHtml: '<p>x</p>',
  customer: { city: 'Bonn' },
  tags: ['a', 'b'],
  title: null,
  partner: null,
  orders: [{ id: '1', lines: ['a'] }],
};

type Partials = TemplateHost['partials'];

/** Partials that the content below includes. */
export const orderPartials: Partials = new Map<
  string,
  Partials extends ReadonlyMap<string, infer One> ? One : never
>([
  [
    '@facts',
    {
      signature: { facts: 'rows' },
      render: ({ facts }: Readonly<Record<string, PartialValue>>) => JSON.stringify(facts),
    },
  ],
  ['@button', { signature: { href: 'url', label: 'text' }, render: () => '<a>' }],
]);

/** Messages of the language in which the content below speaks. */
export const orderMessages = { hi: 'Hello', welcome: 'Welcome {name}, {count} times' };

/** Content that uses nothing but what is declared, and looks before it writes what may be absent. */
export const inOrder: readonly string[] = [
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
  "<%= t('hi') %> <%= t('welcome', { name: it.name, count: it.count }) %>",
  '<% if (it.nickname && it.isNew) { %><%= it.nickname %><% } %>',
  '<% if (it.isNew && it.nickname !== undefined) { %><%= it.nickname %><% } %>',
  '<% if (!it.nickname || it.count > 1) { %>-<% } else { %><%= it.nickname %><% } %>',
  "<% if (it.nickname === 'x') { %><%= it.nickname %><% } %>",
  '<% if (!it.nickname) { %>-<% } else if (it.isNew) { %><%= it.nickname %><% } %>',
  '<% if (it.company) { %><%= it.company %><% } %>',
  '<% if (it.title !== null) { %><%= it.title %><% } %>',
  '<% if (it.employer?.town) { %><%= it.employer.name %> <%= it.employer.town %><% } %>',
  '<% if (it.orders[0] !== undefined) { %><%= it.orders[0].id %><% } %>',
  "<% if (it.count > 1 && it.name < 'b') { %><%= it.count * 2 + 1 %><% } %>",
  '<%= it.nickname && it.nickname.length > 3 ? it.nickname : it.name %>',
  "<%= list(it.tags) %> <%= money(it.count, 'EUR') %> <%= number(it.count, 2) %>",
  "<%= plural(it.count, { '=0': 'none', one: '# order', other: '# orders' }) %>",
  '<% for (const o of it.orders) { if (o.note) { %><%= o.note %><% } } %>',
];

/** Content that would leave a hole in a message, or no message: its column, and what is said of it. */
export const holes: readonly (readonly [source: string, column: number, message: string])[] = [
  ['<%= it.nmae %>', 5, 'it.nmae is not declared in the data schema; did you mean name?'],
  ['<%= it.customer.town %>', 5, 'it.customer.town is not declared'],
  ['<%= it.name.first %>', 5, 'it.name.first is not declared'],
  ['<% if (it.missing) { %><% } %>', 8, 'it.missing is not declared'],
  ["<%= it.missing ?? '' %>", 5, 'it.missing is not declared'],
  ['<%= upper(it.missing) %>', 11, 'it.missing is not declared'],
  [`<%= \`a \${it.missing}\` %>`, 10, 'it.missing is not declared'],
  ['<% for (const o of it.order) { %><% } %>', 20, 'did you mean orders?'],
  ['<% for (const o of it.name) { %><% } %>', 20, 'it.name is no list'],
  ['<% for (const o of it.orders) { %><%= o.ids %><% } %>', 39, "the loop's variable.ids is not"],
  ['<%= it.orders %>', 5, 'it.orders is no text'],
  ['<%= it.customer %>', 5, 'it.customer is no text'],
  ['<%= it.isNew %>', 5, 'it.isNew is true or false'],
  ['<%= it.nickname %>', 5, "it.nickname may be absent; write it.nickname ?? ''"],
  ['<%= it.company %>', 5, "it.company may be null; write it.company ?? ''"],
  ['<%= it.customer.street %>', 5, 'it.customer.street may be absent'],
  ['<%= it.employer.name %>', 5, 'it.employer.name may be absent'],
  ['<% if (it.employer) { %><%= it.employer.town %><% } %>', 29, 'it.employer.town may be absent'],
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
  // Tests that do not answer for what they look at.
  ['<% if (!it.nickname) { %><%= it.nickname %><% } %>', 30, 'it.nickname may be absent'],
  ['<% if (it.nickname === undefined) { %><%= it.nickname %><% } %>', 43, 'may be absent'],
  ['<% if (it.nickname || it.isNew) { %><%= it.nickname %><% } %>', 41, 'may be absent'],
  ['<% if (it.nickname && it.isNew) { %>-<% } else { %><%= it.nickname %><% } %>', 56, 'absent'],
  [
    '<% if (it.isNew) { %>-<% } else if (it.nickname) { %>-<% } else { %><%= it.nickname %><% } %>',
    73,
    'absent',
  ],
  ["<% if (it.nickname !== 'x') { %><%= it.nickname %><% } %>", 37, 'may be absent'],
  ["<%= it.nickname ? 'x' : it.nickname %>", 25, 'may be absent'],
  ['<%= it.nickname || it.nickname %>', 20, 'may be absent'],
  ["<%= it.company !== undefined ? it.company : 'x' %>", 32, 'it.company may be null'],
  [
    '<% if (it.employer !== undefined) { %><%= it.employer.town ?? it.nickname %><% } %>',
    63,
    'may be absent',
  ],
  ['<% if (it.orders.length > 0) { %><%= it.orders[0].id %><% } %>', 38, 'may be absent'],
  [
    '<% for (const o of it.orders) { %><%= o.note %><% } %>',
    39,
    "the loop's variable.note may be absent",
  ],
  ["<%~ include('@facts', { facts: [['Sum', it.nickname + it.name]] }) %>", 41, 'may be absent'],
  ['<%= it.title %>', 5, "it.title may be null; write it.title ?? '' or if (it.title !== null) {"],
  ['<%= it.company %>', 5, "write it.company ?? '' or if (it.company) {"],
  ['<% if (it.company !== null) { %><%= it.company %><% } %>', 37, 'it.company may be absent'],
  ['<% if (it.company !== undefined) { %><%= it.company %><% } %>', 42, 'it.company may be null'],
  ['<% if (it.title !== undefined) { %><%= it.title %><% } %>', 40, 'it.title may be null'],
  ['<% if (!it.nickname && it.isNew) { %>-<% } else { %><%= it.nickname %><% } %>', 57, 'absent'],
  ['<% if (it.nickname === it.alias) { %><%= it.nickname %><% } %>', 42, 'may be absent'],
  ['<%= it.partner.name %>', 5, 'it.partner.name may be absent'],
  // What is no text, in places that the sample does not reach.
  ["<%= it.customer ?? '' %>", 5, 'it.customer is no text'],
  ['<%= it.isNew && it.name %>', 5, 'it.isNew is true or false'],
  ["<%~ include('@facts', { facts: [['New', it.isNew]] }) %>", 41, 'it.isNew is true or false'],
  ['<a href="<%= it.name %>">x</a>', 14, 'the sample cannot be rendered'],
  ["<%= it.isNew || 'x' %>", 5, "it.isNew is true or false; write it.isNew ? 'yes' : 'no'"],
  ["<%= it.nickname ? it.isNew : 'x' %>", 19, 'it.isNew is true or false'],
  ['<%= !it.nickname %>', 5, "this is true or false; write this ? 'yes' : 'no'"],
  ["<%= it.nickname ? null : 'x' %>", 5, 'this may come to nothing'],
  ["<%= it.nickname ? it.name * 2 : 'x' %>", 19, 'it.name is no number, as * needs'],
  ['<% if (it.name > it.count) { %><% } %>', 8, 'it.name is no number, as > needs'],
  ['<% if (it.nickname > 1) { %><% } %>', 8, 'it.nickname may be absent'],
  ["<%= it.nickname ? -it.name : 'x' %>", 20, 'it.name is no number, as - needs'],
  [`<%= it.nickname ? \`\${it.isNew}\` : 'x' %>`, 22, 'it.isNew is true or false'],
  // Helpers that are given what they do not take.
  ["<%= it.nickname ? upper(it.isNew) : 'x' %>", 25, 'is not what upper() takes: upper(it.code)'],
  ["<%= it.nickname ? date(it.count) : 'x' %>", 24, 'is not what date() takes'],
  [
    "<%= it.nickname ? date(it.name, 'tiny') : 'x' %>",
    19,
    "written as date(it.day) or date(it.day, 'short')",
  ],
  [
    "<%= it.nickname ? money(it.count) : 'x' %>",
    19,
    "money() is written as money(it.amount, 'EUR')",
  ],
  ["<%= it.nickname ? money(it.count, 'EURO') : 'x' %>", 19, 'money() is written as'],
  ["<%= it.nickname ? number(it.count, 11) : 'x' %>", 19, 'number() is written as'],
  ["<%= it.nickname ? upper(it.name, it.name) : 'x' %>", 19, 'upper() is written as'],
  ["<%= it.nickname ? plural(it.count, it.name) : 'x' %>", 19, 'plural() is written as'],
  ["<%= it.nickname ? plural({ one: '#' }, { other: '#' }) : 'x' %>", 19, 'plural() is written as'],
  [
    "<%= it.nickname ? plural(it.count, { one: '#' }) : 'x' %>",
    19,
    'plural() needs the form other',
  ],
  ["<%= plural(it.count, { other: '#', ones: '#' }) %>", 5, 'plural() has no form ones'],
  ["<%= it.nickname ? list(it.orders) : 'x' %>", 24, 'it.orders has items that are no texts'],
  ["<%= it.nickname ? list(it.name) : 'x' %>", 24, 'is not what list() takes'],
  ["<%= it.nickname ? list(it.aliases) : 'x' %>", 24, 'it.aliases may be absent'],
  ["<%= t('hallo') %>", 5, "t() knows no message 'hallo'"],
  [
    "<%= t('welcome', { name: it.name }) %>",
    5,
    "the message 'welcome' needs count: t('welcome', { count: ... })",
  ],
  ["<%= t('welcome', { name: it.nickname, count: 1 }) %>", 26, 'it.nickname may be absent'],
  ["<%= t('hi', it.name) %>", 5, 't() is written as'],
];

import { expect, test } from 'vitest';
import { type CompileOptions, compileTemplate } from '#functions/templates/compile-template.ts';

const problemsOf = (source: string, options: CompileOptions = { format: 'text' }) => {
  const compiled = compileTemplate(source, options);
  return compiled.kind === 'refused' ? compiled.problems : [];
};

test('tells line and column in the template, counted from 1', () => {
  expect(problemsOf('Hello,\r\n\r\n  <%= it.name %>, <%= it.name.constructor %>\n')).toEqual([
    { line: 3, column: 31, message: expect.stringContaining('constructor') },
  ]);
});

test('tells everything that is wrong within tags at once', () => {
  const problems = problemsOf('<%= a %>\n<%= it.b() %>\n<%= it.c = 1 %>\n<%= it.d == 1 %>');
  expect(problems.map(({ line }) => line)).toEqual([1, 2, 3, 4]);
});

test.each([
  ['<%= name %>', 'data begins with it, as in it.name'],
  ['<%= it.a == 1 %>', 'write === in place of =='],
  ['<% for (let x of it.a) { %><% } %>', 'for (const x of it.list) {'],
  ['<% if (it.a) %>', 'braces cannot be left out'],
  ['<% if (it.a) { %>', 'add <% } %>'],
  ['<%= it.a', 'close it with %>'],
  ['<%= "a %>', 'close it with "'],
  ['<%= it.items.map(x => x) %>', 'templates may call t, date'],
  ['<%= it[it.key] %>', "it['order-id']"],
  ['<%= (it.a %>', 'no complete expression'],
])('%s says how to mend it', (source, message) => {
  expect(problemsOf(source)[0]?.message).toContain(message);
});

test.each([
  ['<a href=<%= it.a %>>', 'put quotes around the value of href'],
  ['<a href="https://a.b<%= it.a %>">', 'begin with a fixed https://host/'],
  ['<script><%= it.a %></script>', '<script> may not stand in a message'],
  ['<% if (it.a) { %><p title="<% } %>">', 'close tags and quotes where they were opened'],
  ["<%~ include('@nope', {}) %>", 'there is no partial @nope; there are: @button'],
  ["<%~ include('@button', { href: it.a }) %>", '@button also needs label'],
])('%s says how to mend it in HTML', (source, message) => {
  const partials = new Map([['@button', { href: 'url', label: 'text' } as const]]);
  expect(problemsOf(source, { format: 'html', partials })[0]?.message).toContain(message);
});

test.each([
  '<%= it.a %>',
  "<%= it['order-id'] %>",
  '<%= it.items[0].name %>',
  '<%= it.a?.b %>',
  '<%= it.count > 1 ? it.many : `only $' + '{it.one}` %>',
  '<%= money(it.amount, "EUR") %>',
  '<%= plural(it.count, { one: "# item", other: "# items" }) %>',
  '<%= t("hello", { name: it.name }) %>',
  '<% /* a note */ %>',
  '<% if (it.a) { %>a<% } else if (!it.b) { %>b<% } else { %>c<% } %>',
  '<% for (const a of it.list) { for (const b of a.list) { %><%= b.name %><% } } %>',
])('admits %s', (source) => {
  expect(problemsOf(source)).toEqual([]);
});

test('a whole MJML page compiles: conditional comments, resets, meta', () => {
  const page = `<!doctype html><html lang="en" xmlns:v="urn:schemas-microsoft-com:vml"><head>
<title><%= it.subject %></title><!--[if !mso]><!--><meta http-equiv="X-UA-Compatible" content="IE=edge"><!--<![endif]-->
<style type="text/css">#outlook a { padding:0; } p > b { color:red }</style></head>
<body style="word-spacing:normal;"><!--[if mso | IE]><table align="center" width="600"><tr><td><![endif]-->
<img alt="<%= it.alt %>" src="<%= it.image %>" width=600><a href="#top">a < b && c</a>
<!--[if mso | IE]></td></tr></table><![endif]--></body></html>`;
  expect(problemsOf(page, { format: 'html' })).toEqual([]);
});

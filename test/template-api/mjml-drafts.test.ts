import { describe, expect, test } from 'vitest';
import type { TemplateBody } from '#core/template-version.ts';
import { channels } from '#functions/channels/index.ts';
import { compileInThread } from '#functions/mjml/compile-in-thread.ts';
import { compileMjml } from '#functions/mjml/compile-mjml.ts';
import { inMjml } from '#functions/mjml/in-mjml.ts';
import { createPrepareVersion } from '#functions/stored-templates/render-version.ts';
import { createCheckDraft } from '#functions/template-api/check-draft.ts';
import { mjmlOf } from '#functions/template-api/mjml-of.ts';
import { compileTemplate } from '#functions/templates/compile-template.ts';
import { categories } from '#templates/categories.ts';
import { stationery } from '#templates/index.ts';
import { bodyOf } from '../stored-templates/stored-order.ts';
import { payloads } from '../templates/engine/payloads.ts';

const createCheck = createCheckDraft({ channels, categories, stationery, senders: new Set() });
const check = async (body: TemplateBody) => createCheck(body, await compileInThread(mjmlOf(body)));
const prepare = createPrepareVersion(stationery);

const page = (content: string) =>
  `<mjml>\n<mj-body>\n<mj-section>\n<mj-column>\n${content}\n</mj-column>\n</mj-section>\n</mj-body>\n</mjml>`;
const mail = (content: string, more: Readonly<Record<string, string>> = {}) =>
  bodyOf('', { content: { default: { EMAIL: { subject: 'Hi', mjml: page(content), ...more } } } });
const problemsOf = async (body: TemplateBody) => {
  const checked = await check(body);
  return checked.kind === 'refused' ? checked.problems : [];
};
const pointer = '/content/default/EMAIL/mjml';

test('what is refused in HTML is refused within MJML', () => {
  const wraps = [
    (source: string) => page(`<mj-raw>${source}</mj-raw>`),
    (source: string) => page(`<mj-text>${source}</mj-text>`),
    (source: string) => page(`<mj-image src="https://x.test/a.png" alt="a" /><mj-raw>${source}`),
  ];
  const dangerous = payloads.filter(({ format = 'text', source, expected = 'refused' }) => {
    const alone = compileTemplate(source, { format: 'html' });
    // To MJML `<!-->` begins a comment, all of which is left out.
    const isLeftOut = /^<!---?>/.test(source);
    return format !== 'line' && expected === 'refused' && alone.kind === 'refused' && !isLeftOut;
  });
  expect(dangerous.length).toBeGreaterThan(200);
  for (const { source } of dangerous) {
    for (const wrap of wraps) {
      const mjml = wrap(source);
      const compiled = compileMjml(mjml);
      const checked = inMjml(mjml, compiled, (html) => {
        const program = compileTemplate(html, { format: 'html' });
        return program.kind === 'refused' ? program : { ...program, kind: 'checked' };
      });
      expect.soft(checked.kind, mjml).toBe('refused');
    }
  }
});

describe('a mail in MJML', () => {
  test('is rendered on the layout from what publishing made of it, and gets a text', async () => {
    const body = mail(
      '<mj-text>Hello <%= it.name %></mj-text><% if (it.name === "Ada") { %>\n<mj-button href="https://x.test/?n=<%= it.name %>">Open</mj-button><% } %>',
    );
    const checked = await check(body);
    if (checked.kind === 'refused') throw new Error(JSON.stringify(checked.problems));
    const programs: unknown = JSON.parse(JSON.stringify(checked.programs));
    const render = await prepare({ templateId: 'MADE', body, programs });
    const rendered = render({ templateId: 'MADE', channel: 'EMAIL', data: { name: 'Ada' } });
    if (rendered.kind === 'failed') throw new Error(rendered.detail);
    const { html = '', text, ...others } = rendered.content;
    expect(others).toEqual({ subject: 'Hi' });
    const [head = '', rest = ''] = html.split('</head>');
    expect(head).toContain('</style><style>@media only screen and (min-width:480px)');
    expect(rest).not.toContain('<style');
    expect(rest).toContain('Hello Ada</div>');
    expect(rest).toContain('href="https://x.test/?n=Ada"');
    expect(rest).toContain(`background:${stationery.brand.accentColor};`);
    expect(rest).toContain(stationery.brand.postalAddress);
    expect(text).toBe(
      'Hello Ada\n\nOpen (https://x.test/?n=Ada)\n\n--\nHerald, 1 Example Street, 12345 Exampletown',
    );
    const other = render({ templateId: 'MADE', channel: 'EMAIL', data: { name: '<b>' } });
    expect(other.kind === 'rendered' && other.content.html).toContain('Hello &lt;b&gt;</div>');
    expect(other.kind === 'rendered' && other.content.text).not.toContain('Open');
  });

  test.each([
    ['a variable that is not declared', '<mj-text>\n  <%= it.nmae %></mj-text>', 6, 7],
    ['a call', '<mj-text><%= fetch("x") %></mj-text>', 5, 14],
    ['a prototype', '<mj-text><%= it.constructor %></mj-text>', 5, 17],
    ['a script', '<mj-raw><p>so long a text</p><script>alert(1)</script></mj-raw>', 5, 37],
    ['a handler', '<mj-raw><p onclick="x()">a</p></mj-raw>', 5, 24],
    ['a link that runs', '<mj-button href="javascript:alert(1)">a</mj-button>', 5, 37],
    ['a link from pieces', '<mj-button href="x<%= it.name %>">a</mj-button>', 5, 23],
    ['a picture from elsewhere', '<mj-image src="data:image/png;base64,xx" />', 5, 40],
    ['data in a style', '<mj-raw><style>a { color: <%= it.name %> }</style></mj-raw>', 5, 31],
    ['a block that does not end', '<% if (it.name) { %><mj-text>a</mj-text>', 5, 4],
    ['MJML that is wrong', '<mj-text>a', 5, 1],
  ])('is refused for %s, by its place in the MJML', async (_what, content, line, column) => {
    const problems = await problemsOf(mail(content));
    expect(problems).toContainEqual(
      expect.objectContaining({ pointer, code: 'INVALID_SOURCE', line, column }),
    );
  });

  test('is refused beside HTML', async () => {
    expect(await problemsOf(mail('<mj-text>a</mj-text>', { html: '<p>a</p>' }))).toContainEqual(
      expect.objectContaining({ pointer, code: 'CONFLICTING_FIELDS' }),
    );
  });

  test('needs words, or a text', async () => {
    expect(await problemsOf(mail('<mj-spacer />'))).toContainEqual(
      expect.objectContaining({ pointer: '/content/default/EMAIL/text', code: 'MISSING_FIELD' }),
    );
    expect(await problemsOf(mail('<mj-spacer />', { text: 'Hello' }))).toEqual([]);
  });

  test('that the compiler does not survive is refused, and so is what stands behind it', async () => {
    const deep = `<mj-text>${'<b>'.repeat(9000)}${'</b>'.repeat(9000)}</mj-text>`;
    const body = mail(deep);
    const fr = { EMAIL: { subject: 'Salut', mjml: page('<mj-text>Salut</mj-text>') } };
    const problems = await problemsOf({ ...body, content: { ...body.content, fr } });
    expect(problems.map((one) => one.pointer)).toEqual([pointer, '/content/fr/EMAIL/mjml']);
  });
});

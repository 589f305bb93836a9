import { describe, expect, test } from 'vitest';
import { compileMjml } from '#functions/mjml/compile-mjml.ts';
import { mjmlDefaults } from '#functions/mjml/mjml-defaults.ts';

const inColumn = (content: string) =>
  `<mjml><mj-body><mj-section><mj-column>${content}</mj-column></mj-section></mj-body></mjml>`;

const htmlOf = (source: string): string => {
  const compiled = compileMjml(source);
  if (compiled.kind === 'refused') throw new Error(JSON.stringify(compiled.problems));
  return compiled.html;
};
const problemOf = (source: string) => {
  const compiled = compileMjml(source);
  return compiled.kind === 'refused' ? compiled.problems[0] : undefined;
};

describe('what MJML comes to', () => {
  test('is its styles, then its body, and no page of its own', () => {
    const html = htmlOf(
      '<mjml><mj-body><mj-section><mj-column><mj-text>a</mj-text></mj-column><mj-column><mj-text>b</mj-text></mj-column></mj-section></mj-body></mjml>',
    );
    expect(html).toMatch(/^<style>@media only screen and \(min-width:480px\)/);
    expect(html).toContain('.mj-column-per-50');
    expect(html).not.toMatch(/<html|<head|<body|<meta|<link|<title|#outlook/);
    expect(html).not.toContain('dir="auto"');
  });

  test('says nothing of left and right that its reader does not', () => {
    expect(htmlOf(inColumn('<mj-text>a</mj-text><mj-button href="#">b</mj-button>'))).not.toMatch(
      /direction:ltr|text-align:left|align="left"/,
    );
  });

  test('has the colours of the brand, unless it says others', () => {
    expect(htmlOf(inColumn('<mj-button href="#">a</mj-button>'))).toContain(
      'background:<%= brand.accentColor %>;',
    );
    const own =
      '<mj-head><mj-attributes><mj-button background-color="#000" /></mj-attributes></mj-head>';
    const html = htmlOf(
      inColumn('<mj-button href="#">a</mj-button>').replace('<mjml>', `<mjml>${own}`),
    );
    expect(html).toContain('background:#000;');
    expect(html).not.toContain('<%= brand.accentColor %>;');
  });

  test('keeps every tag of the template as it is, wherever it stands', () => {
    const tags = [
      '<% if (it.a === "<>") { -%>',
      "<%= it.b['c'] %>",
      '<%~ it.d %>',
      '<%_ } _%>',
      '<% for (const x of it.list) { %>',
      '<%= x /* %> */ %>',
      '<% } %>',
    ];
    const [open, b, d, close, each, x, end] = tags;
    const html = htmlOf(
      `<mjml><mj-body>${open}<mj-section><mj-column><mj-text>${b}<p>${d}</p></mj-text></mj-column></mj-section>${close}` +
        `<mj-section><mj-column>${each}<mj-image src="https://x.test/a.png" alt="${x}" />${end}</mj-column></mj-section></mj-body></mjml>`,
    );
    const found = tags.map((tag) => html.indexOf(tag));
    expect(found).not.toContain(-1);
    expect(found).toEqual(found.toSorted((one, other) => one - other));
    expect(html).not.toMatch(/etatag\d/);
  });

  test('is the same from right to left, and shows nothing from elsewhere', () => {
    const html = htmlOf(
      `<mjml><mj-body><mj-hero background-color="#000"><mj-text>a</mj-text></mj-hero><mj-wrapper><mj-section><mj-group>
      <mj-column><mj-social><mj-social-element name="facebook-noshare" src="https://x.test/f.png" href="#">b</mj-social-element></mj-social></mj-column>
      <mj-column><mj-navbar><mj-navbar-link href="#">c</mj-navbar-link></mj-navbar></mj-column></mj-group></mj-section></mj-wrapper>
      <mj-section><mj-column><mj-image src="https://x.test/a.png" alt="d" /><mj-table><tr><td>e</td></tr></mj-table><mj-divider /></mj-column></mj-section></mj-body></mjml>`,
    );
    expect(html).not.toMatch(/direction:ltr|align="left"|text-align:left/);
    expect([...html.matchAll(/https?:\/\/([^/"]+)/g)].map(([, host]) => host)).toEqual(
      expect.arrayContaining(['x.test']),
    );
    expect(html).not.toMatch(/https?:\/\/(?!x\.test)/);
  });

  test('is the same whatever words of ours its text has', () => {
    expect(htmlOf(inColumn('<mj-text>etatag0x0z <%= it.a %> etatag1x</mj-text>'))).toContain(
      '>etatag0x0z <%= it.a %> etatag1x</div>',
    );
  });

  test('knows where its tags come from', () => {
    const source = inColumn('<mj-text>ä漢\n<%= it.a %></mj-text>');
    const compiled = compileMjml(source);
    if (compiled.kind === 'refused') throw new Error('refused');
    for (const { at, length, from } of compiled.origins) {
      expect(compiled.html.slice(at, at + length)).toBe(source.slice(from, from + length));
    }
    expect(compiled.origins).toHaveLength(1);
  });

  test('has nothing of comments, and no fonts from elsewhere', () => {
    const html = htmlOf(
      inColumn('<!-- note --><mj-text font-family="Roboto"><!-- in --><p>a</p></mj-text>'),
    );
    expect(html).not.toMatch(/note|fonts\.googleapis/);
  });
});

test.each([
  ['no MJML', '<p>Hi</p>', 1, 1, 'MJML begins with <mjml>'],
  ['nothing', '', 1, 1, 'MJML is <mjml> with an <mj-body>'],
  ['no body', '<mjml><mj-head></mj-head></mjml>', 1, 1, 'MJML is <mjml> with an <mj-body>'],
  ['two bodies', '<mjml><mj-body></mj-body>\n<mj-body></mj-body></mjml>', 2, 1, 'one <mj-body>'],
  ['two documents', '<mjml><mj-body></mj-body></mjml>\n<mjml></mjml>', 2, 1, 'one <mjml>'],
  ['a file', inColumn('\n<mj-include path="/etc/passwd" />'), 2, 1, 'nothing is included'],
  ['a file as CSS', inColumn('\n<mj-include type="css" path="a" />'), 2, 1, 'nothing is included'],
  [
    'a font from elsewhere',
    '<mjml><mj-head>\n<mj-font href="https://x.test" name="x" /></mj-head></mjml>',
    2,
    1,
    'fonts',
  ],
  ['a preview', '<mjml><mj-head>\n<mj-preview>a</mj-preview></mj-head></mjml>', 2, 1, 'preheader'],
  [
    'an element in the wrong place',
    '<mjml><mj-body>\n <mj-text>a</mj-text></mj-body></mjml>',
    2,
    2,
    '<mj-text> stands in <mj-column>, <mj-hero>, not in <mj-body>',
  ],
  [
    'markup in CSS',
    '<mjml><mj-head>\n<mj-style>a { } </style><b></mj-style></mj-head><mj-body></mj-body></mjml>',
    2,
    17,
    'no markup',
  ],
  ['what few can open', inColumn('\n<mj-accordion />'), 2, 1, 'write it out'],
  [
    'a picture of another company',
    inColumn('\n<mj-social><mj-social-element name="facebook" href="#" /></mj-social>'),
    2,
    12,
    'say by src',
  ],
  ['an element that there is not', inColumn('\n<mj-blink />'), 2, 1, '<mj-blink> is no element'],
  ['HTML between elements', inColumn('\n<p>a</p>'), 2, 1, 'HTML stands in <mj-text>'],
  ['text between elements', inColumn('\n  hello'), 2, 3, 'text stands in an element'],
  ['an end too many', '<mjml><mj-body></mj-section></mj-body></mjml>', 1, 16, '</mj-body> is due'],
  ['an end that is missing', '<mjml><mj-body>', 1, 16, '<mj-body> is never closed'],
  [
    'a text that does not end',
    inColumn('\n<mj-text>a</mj-tex>'),
    2,
    1,
    '<mj-text> is never closed',
  ],
  [
    'a quote that does not end',
    inColumn('\n<mj-text color="red>a</mj-text>'),
    2,
    1,
    'is a quote missing?',
  ],
  ['a comment that does not end', '<mjml>\n<!-- a', 2, 1, 'this comment does not end'],
  ['a comment with tags', '<mjml>\n<!-- <%= it.a %> -->', 2, 1, 'a comment holds tags'],
  [
    'a tag that does not end',
    inColumn('\n<mj-text><%= it.a </mj-text>'),
    2,
    10,
    'this tag does not end',
  ],
  [
    'a tag where MJML shows nothing',
    '<mjml><mj-head>\n<%= it.a %></mj-head></mjml>',
    2,
    1,
    'cannot stand in <mj-head>',
  ],
  [
    'a tag that is a width',
    '<mjml><mj-body><mj-section>\n<mj-column width="<%= it.a %>"></mj-column></mj-section></mj-body></mjml>',
    2,
    19,
    'MJML leaves this tag out',
  ],
  ['a less-than sign', inColumn('\nä <mj-text>a <b</mj-text>'), 2, 1, 'text stands'],
  [
    'HTML that does not parse',
    inColumn('\n<mj-text>ä <b</mj-text>'),
    2,
    14,
    'MJML does not compile',
  ],
  [
    'styles to put inline',
    '<mjml><mj-head>\n<mj-style inline="inline">a {}</mj-style></mj-head><mj-body></mj-body></mjml>',
    2,
    11,
    'not put inline',
  ],
  [
    'a value without end',
    inColumn(`\n<mj-text css-class="${'x'.repeat(5000)}">a</mj-text>`),
    2,
    1,
    '4000 characters of attributes',
  ],
  [
    'more HTML than a mail has',
    inColumn('<mj-divider />'.repeat(1000)),
    1,
    1,
    'characters of HTML',
  ],
  ['a source without end', inColumn('x'.repeat(200_000)), 1, 1, 'at most 131072 characters'],
])('%s is refused, by its place', (_what, source, line, column, message) => {
  expect(problemOf(source)).toEqual({ line, column, message: expect.stringContaining(message) });
});

test('the defaults are MJML themselves', () => {
  expect(mjmlDefaults).toContain('<%= brand.accentColor %>');
  expect(htmlOf('<mjml><mj-head /><mj-body></mj-body></mjml>')).toContain(
    'prefers-color-scheme: dark',
  );
});

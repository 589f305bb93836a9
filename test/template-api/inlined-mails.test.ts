import juice from 'juice';
import { describe, expect, test } from 'vitest';
import { channels } from '#functions/channels/index.ts';
import { createPrepareVersion } from '#functions/stored-templates/render-version.ts';
import { createCheckDraft } from '#functions/template-api/check-draft.ts';
import { categories } from '#templates/categories.ts';
import { stationery } from '#templates/index.ts';
import { bodyOf } from '../stored-templates/stored-order.ts';

const check = createCheckDraft({ channels, categories, stationery, senders: new Set() });
const prepare = createPrepareVersion(stationery);

/** Publishes HTML and sends it: the mail that comes out. */
const mailOf = async (html: string): Promise<string> => {
  const body = bodyOf('', { content: { default: { EMAIL: { subject: 'a', html, text: 'a' } } } });
  const checked = check(body);
  if (checked.kind === 'refused') throw new Error(JSON.stringify(checked.problems));
  const render = await prepare({ templateId: 'MADE', body, programs: checked.programs });
  const rendered = render({ templateId: 'MADE', channel: 'EMAIL', data: { name: 'Ada' } });
  if (rendered.kind === 'failed') throw new Error(rendered.detail);
  return rendered.content.html ?? '';
};

/** What a css inliner's own suite tries, in mails of our own: its styles, and what they apply to. */
const mails: readonly (readonly [string, string, string])[] = [
  ['classes and ids', '.a { color: red } #b { margin: 0 }', '<p class="a" id="b">Hi</p>'],
  [
    'descent and siblings',
    'ul > li + li { color: red } td td { margin: 0 }',
    '<ul><li>a</li><li>b</li></ul><table><tr><td><table><tr><td>c</td></tr></table></td></tr></table>',
  ],
  [
    'attributes and positions',
    'a[href^="https"] { color: red } tr:nth-child(2n) td { margin: 0 }',
    '<a href="https://x.test/?a=1&amp;b=2">a</a><table><tr><td>1</td></tr><tr><td>2</td></tr></table>',
  ],
  [
    'specificity',
    'p { color: red } .a.b { color: blue } p.a { color: green }',
    '<p class="a b" style="color:#000">Hi</p>',
  ],
  [
    'what is important',
    'p { color: red !important; margin: 0 }',
    '<p style="color: blue; margin: 1px !important">Hi</p>',
  ],
  ['quotes in fonts', `p { font-family: "Segoe UI", 'Helvetica Neue', sans-serif }`, '<p>Hi</p>'],
  [
    'addresses of pictures',
    'td { background: url("https://x.test/a.png?b=1&c=2") no-repeat }',
    '<table><tr><td>Hi</td></tr></table>',
  ],
  [
    'properties twice, for clients that know less',
    'p { color: #ccc; color: rgba(0, 0, 0, .2); display: -webkit-box; display: flex }',
    '<p>Hi</p>',
  ],
  [
    'properties of Outlook',
    'table { mso-table-lspace: 0pt; mso-padding-alt: 10px 25px } p { mso-line-height-rule: exactly }',
    '<table><tr><td><p>Hi</p></td></tr></table>',
  ],
  [
    'shorthands and calculations',
    'p { margin: calc(100% - 2 * (10px + 1em)) auto 0; font: italic 700 1rem/1.5 serif }',
    '<p>Hi</p>',
  ],
  ['variables', ':root { --accent: #2350b8 } p { color: var(--accent, blue) }', '<p>Hi</p>'],
  [
    'pseudo-classes and elements',
    'a:hover { color: red } p::first-line { margin: 0 } li::marker { content: "–" }',
    '<a href="https://x.test/">a</a><p>b</p>',
  ],
  [
    'media',
    '@media only screen and (max-width: 600px) { .a { width: 100% !important } } @media (prefers-color-scheme: dark) { .a { color: #fff !important } }',
    '<p class="a">Hi</p>',
  ],
  [
    'what else begins with @',
    '@font-face { font-family: X; src: url(https://x.test/x.woff2) } @supports (display: grid) { p { display: grid } } @keyframes k { from { opacity: 0 } to { opacity: 1 } }',
    '<p>Hi</p>',
  ],
  [
    'sizes that become attributes',
    'table { width: 600px; background-color: #fff } td { vertical-align: top; text-align: center }',
    '<table><tr><td>Hi</td></tr></table>',
  ],
  [
    'void elements and entities',
    'img { border: 0 } br { clear: both }',
    'a&nbsp;&mdash;&#8203;b&lt;c<br><img src="https://x.test/a.png" alt="&quot;A&quot; &amp; B"><hr>',
  ],
  [
    'what Outlook alone reads',
    'p { margin: 0 }',
    '<!--[if mso]><table><tr><td width="600"><![endif]--><p>Hi</p><!--[if mso]></td></tr></table><![endif]--><!--[if !mso]><!--><b>not there</b><!--<![endif]-->',
  ],
  [
    'what Outlook draws',
    'a { color: #fff }',
    '<!--[if mso]><v:roundrect href="https://x.test/" arcsize="10%" fillcolor="#2350b8"><w:anchorlock/><center>Open</center></v:roundrect><![endif]--><a href="https://x.test/">Open</a>',
  ],
  [
    'other scripts',
    '.größe { color: red } p { quotes: "«" "»" }',
    '<p class="größe" lang="ja">日本語 العربية</p>',
  ],
];

describe('styles that an inliner put into a mail', () => {
  test.each(mails)('survive: %s', async (_what, css, content) => {
    const html = juice.inlineContent(`<div>${content}</div>`, css, { applyWidthAttributes: true });
    const inlined = juice(`<style>${css}</style><div>${content}</div>`, {
      applyWidthAttributes: true,
      applyAttributesTableElements: true,
    });
    expect(await mailOf(html)).toContain(html);
    // What it keeps as a style element stands in the head.
    const [styles = ''] = /^<style>[\s\S]*<\/style>/.exec(inlined) ?? [];
    const mail = await mailOf(inlined);
    expect(mail.split('</head>')[0]).toContain(styles);
    expect(mail.split('</head>')[1]).toContain(inlined.slice(styles.length).trim());
  });

  test('are there at all', () => {
    const inlined = mails.filter(([, css, content]) =>
      juice(`<style>${css}</style>${content}`).includes('style="'),
    );
    expect(inlined.length).toBeGreaterThan(15);
  });

  test('survive around tags of the template', async () => {
    const html =
      '<p class="a">Hello <%= it.name %></p><% if (it.name) { %><p class="a">!</p><% } %>';
    const inlined = juice(`<style>.a { color: red; margin: 0 }</style>${html}`);
    expect(inlined).toContain('<%= it.name %>');
    expect(await mailOf(inlined)).toContain(
      '<p class="a" style="color: red; margin: 0;">Hello Ada</p><p class="a" style="color: red; margin: 0;">!</p>',
    );
  });
});

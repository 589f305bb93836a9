import fc from 'fast-check';
import { type DefaultTreeAdapterMap, parse } from 'parse5';
import { expect, test } from 'vitest';
import { compileTemplate } from '#functions/templates/compile-template.ts';
import { helpersFor } from '#functions/templates/helpers-for-reader.ts';
import { isUrlAttribute } from '#functions/templates/html-place.ts';
import { prepareProgram } from '#functions/templates/run-program.ts';
import { sanitizeHtml } from '#functions/templates/sanitize-html.ts';

type Node = DefaultTreeAdapterMap['node'];

const helpers = helpersFor({ locale: 'en' });
const host = { partials: new Map(), sanitizeHtml };

// Pieces that move a tokenizer from one state to another, whole and cut in two.
const markup = fc.constantFrom(
  ...(
    '<p> </p> <b <p title=" title=" \' " > / = <title> </title> </titl e> <textarea> </textarea> ' +
    '</textare a> <style> </style> </styl <!-- --> -- - ! !> --!> < </ <! <a_href=" <a_href=\' ' +
    'https://a.b/ https://a.b/?q= javascript:alert(1) <script>x</script> <img_src="x"_onerror="x"> ' +
    '<a_href="javascript:x"> onclick="x" &#106; & : <table> <td> </td> <!DOCTYPE_html> <img_src="'
  )
    .split(' ')
    .map((piece) => piece.replaceAll('_', ' ')),
  ' ',
  'x',
  '\n',
);
const output = fc.constantFrom(
  '<%= it.evil %>',
  '<%= it.url %>',
  '<%~ it.evil %>',
  '<%= it.dots %>',
);
const block: fc.Memo<string> = fc.memo((depth) => {
  const leaf = fc.oneof({ weight: 4, arbitrary: markup }, { weight: 1, arbitrary: output });
  if (depth <= 1) return leaf;
  const inner = fc.array(block(depth - 1), { maxLength: 3 }).map((parts) => parts.join(''));
  return fc.oneof(
    { weight: 4, arbitrary: leaf },
    {
      weight: 1,
      arbitrary: fc
        .tuple(inner, inner)
        .map(([one, other]) => `<% if (it.yes) { %>${one}<% } else { %>${other}<% } %>`),
    },
    {
      weight: 1,
      arbitrary: inner.map((body) => `<% for (const x${depth} of it.some) { %>${body}<% } %>`),
    },
  );
});
const source = fc.array(block(3), { minLength: 1, maxLength: 9 }).map((parts) => parts.join(''));

/** Pieces that go together, so that most sources get past the compiler. */
const whole = fc
  .array(
    fc
      .tuple(
        fc.constantFrom(
          ['<title>', '</title>'],
          ['<textarea>', '</textarea>'],
          ['<style>', '</style>'],
          ['<!--', '-->'],
          ['<p title="', '">'],
          ["<p title='", "'>"],
          ['<a href="', '">'],
          ['<a href="https://a.b/app/', '">'],
          ['<p ', '>'],
          ['', ''],
        ),
        fc.array(block(3), { maxLength: 4 }),
        fc.array(block(2), { maxLength: 2 }),
      )
      .map(([[open, close], within, after]) => open + within.join('') + close + after.join('')),
    { minLength: 1, maxLength: 3 },
  )
  .map((parts) => parts.join(''));

/** What an author may write where it is text alone. */
const harms = ['<script>x()</script>', '<a href="<%= it.url %>">', '<img src="x" onerror="x()">'];

/** An end mark in pieces, some of them in blocks: where a browser and we could lose each other. */
const endInPieces = fc
  .constantFrom(
    { open: '<!--', close: '-->', pieces: ['-', '--', '!', '>', '->', 'x', '<'] },
    ...['title', 'textarea', 'style'].map((name) => ({
      open: `<${name}>`,
      close: `</${name}>`,
      pieces: ['<', '/', `</${name.slice(0, 3)}`, name.slice(3), `</${name}`, '>', ' ', 'x'],
    })),
  )
  .chain(({ open, close, pieces }) => {
    const piece = fc.constantFrom('', ...pieces);
    const part = fc.oneof(
      { weight: 2, arbitrary: piece },
      fc
        .tuple(piece, piece)
        .map(([one, other]) => `<% if (it.yes) { %>${one}<% } else { %>${other}<% } %>`),
      piece.map((body) => `<% for (const x of it.some) { %>${body}<% } %>`),
    );
    return fc
      .tuple(fc.array(part, { minLength: 1, maxLength: 5 }), fc.constantFrom(...harms))
      .map(([parts, harm]) => open + parts.join('') + harm + close);
  });

const values = [
  '"><script>evil()</script>',
  "' onclick='evil()",
  '--><script>evil()</script>',
  '</title><script>evil()',
];
const readers = [true, false].flatMap((yes) =>
  [[], [1], [1, 2]].flatMap((some) => values.map((evil) => ({ yes, some, evil }))),
);

const forbidden = /^(?:script|iframe|object|embed|base|form|svg|math|frame|applet)$/;

/** What of a page would run, lead astray, or hold data where no data belongs. */
const harmIn = (node: Node): string | undefined => {
  if ('data' in node && /evil/.test(node.data)) return `a comment with ${node.data}`;
  if ('tagName' in node) {
    if (forbidden.test(node.tagName) || /evil/.test(node.tagName)) return `<${node.tagName}>`;
    for (const { name, value } of node.attrs) {
      if (/^on|^srcdoc$|evil/.test(name)) return `<${node.tagName} ${name}="${value}">`;
      if (!isUrlAttribute(name)) continue;
      const url = URL.parse(value, 'https://here.test/');
      if (url !== null && !/^(?:https?|mailto|tel):$/.test(url.protocol))
        return `${name}="${value}"`;
      if (value.startsWith('https://a.b/app/') && !url?.pathname.startsWith('/app/')) return value;
    }
    if (
      node.tagName === 'style' &&
      JSON.stringify(node.childNodes.map((child) => 'value' in child && child.value)).includes(
        'evil',
      )
    )
      return 'data in <style>';
  }
  for (const child of 'childNodes' in node ? node.childNodes : []) {
    const harm = harmIn(child);
    if (harm !== undefined) return harm;
  }
  return undefined;
};

test.each([
  ['pieces in any order', source, 30],
  ['pieces that go together', whole, 300],
  ['an end mark in pieces', endInPieces, 300],
])('a browser finds nothing that runs in %s', { timeout: 60_000 }, (_what, sources, least) => {
  let rendered = 0;
  fc.assert(
    fc.property(sources, (text) => {
      const compiled = compileTemplate(text, { format: 'html' });
      if (compiled.kind === 'refused') return;
      const run = prepareProgram(compiled.program, host);
      for (const data of readers) {
        const result = run({
          data: { ...data, url: 'javascript:evil()', dots: '.' },
          brand: {},
          helpers,
        });
        if (result.kind === 'failed') continue;
        rendered += 1;
        expect(harmIn(parse(result.text))).toBeUndefined();
      }
    }),
    { numRuns: 3000 },
  );
  expect(rendered).toBeGreaterThan(least);
});

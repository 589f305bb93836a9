import fc from 'fast-check';
import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import { expect, test } from 'vitest';
import { compileTemplate } from '#functions/templates/compile-template.ts';
import { isUrlAttribute } from '#functions/templates/html-place.ts';
import type { OutputMode, Program } from '#functions/templates/program.ts';

const output = '<%= it.v %>';
const pieces = (
  '<p |<p|<a |<a|<td |<img |<br|</p|</a|<div |<table>|</table>|<tr>|<td>|<select>|<option>|<title>|' +
  '</title>|</title |<textarea>|</textarea>|<style>|</style>|</style |<b>|</b>|<button>|<body |<html>|' +
  '<head>|</head>|<meta |<link |<colgroup>|<caption>|<font |<image |<xmp>|<noscript>|<video |<input |' +
  '<v:rect |<!--|-->|--!>|<!-->|<!--->|--|-|!|<!doctype html>|<![CDATA[|]]>|<?|href=|HREF=|src=|title=|' +
  'style=|class|onclick=|data-x=|"|\'|>|/>|/|=| |\n|\t|\f|x|https://a.b/|?q=|#|:|&amp;|&#34;|<|</|< |\\|\0'
).split('|');
const sources = fc
  .tuple(
    fc.array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...pieces) }, fc.constant(output)), {
      maxLength: 14,
    }),
    fc.constantFrom('', '">', "'>", '>', '-->', '</title>', '</style>'),
  )
  .map(([parts, end]) => parts.join('') + output + end);

/** Where a browser finds a value that a template wrote, and which modes are made for that place. */
const modesFor = (place: string): readonly OutputMode[] => {
  if (place === 'text' || place === 'attribute') return ['html'];
  if (place === 'style attribute') return ['css'];
  return place === 'url' ? ['url', 'url-path', 'url-query'] : [];
};

const marked = (program: Program) => {
  const modes: OutputMode[] = [];
  let html = '';
  for (const node of program.body) {
    if (node.kind === 'text') html += node.text;
    if (node.kind !== 'output') continue;
    html += `${node.mode === 'url' ? 'https://' : ''}zq${modes.length}zq`;
    modes.push(node.mode);
  }
  return { html, modes };
};

type Node = DefaultTreeAdapterTypes.Node;

/** Tells every text in a page, and where it stands. */
const visit = (node: Node, tell: (text: string, place: string) => void): void => {
  if (node.nodeName === '#comment' && 'data' in node) tell(node.data, 'comment');
  if (node.nodeName === '#text' && 'value' in node) {
    const isRaw = /^(script|style|xmp|iframe|noembed|noframes|plaintext)$/;
    tell(node.value, isRaw.test(node.parentNode?.nodeName ?? '') ? 'raw text' : 'text');
  }
  if ('tagName' in node) {
    tell(node.tagName, 'name');
    for (const { name, value } of node.attrs) {
      tell(name, 'name');
      tell(value, placeOf(name));
    }
  }
  if ('childNodes' in node) for (const child of node.childNodes) visit(child, tell);
  if ('content' in node) visit(node.content, tell);
};

const placeOf = (name: string): string => {
  if (name.startsWith('on')) return 'handler';
  if (name === 'style') return 'style attribute';
  return isUrlAttribute(name) ? 'url' : 'attribute';
};

test('a browser finds every value in a place of the kind that it was made harmless for', {
  timeout: 30_000,
}, () => {
  let placed = 0;
  fc.assert(
    fc.property(sources, (source) => {
      const compiled = compileTemplate(source, { format: 'html' });
      if (compiled.kind === 'refused') return;
      const { html, modes } = marked(compiled.program);
      visit(parse(html), (text, place) => {
        expect(place).not.toBe('handler');
        if (place === 'name') expect(text).not.toMatch(/^(script|iframe|object|base)$/);
        for (const [, index] of text.matchAll(/zq(\d+)zq/gi)) {
          expect(modesFor(place), place).toContain(modes[Number(index)]);
          placed += 1;
        }
      });
    }),
    { numRuns: 8000 },
  );
  expect(placed).toBeGreaterThan(500);
});

import { FilterXSS } from 'xss';
import { cleanSource } from '#core/clean-text.ts';
import { balanceTags } from './balance-tags.ts';

// The library would take everything behind it for a tag and drop it.
const loneLessThan = /<(?![a-z/!])/gi;
const safeUrl = /^(?:https?:\/\/|mailto:|tel:)/i;
const maxTagUnits = 2000;
const cell = ['align', 'valign', 'width', 'colspan', 'rowspan', 'style'];

const filter = new FilterXSS({
  // What a paragraph of a message needs; no attribute that loads or runs anything but links, images.
  allowList: {
    a: ['href', 'title'],
    b: [],
    blockquote: ['style'],
    br: [],
    code: [],
    div: ['style'],
    em: [],
    h1: ['style'],
    h2: ['style'],
    h3: ['style'],
    hr: [],
    i: [],
    img: ['src', 'alt', 'width', 'height'],
    li: ['style'],
    ol: ['style'],
    p: ['style'],
    pre: [],
    s: [],
    small: [],
    span: ['style'],
    strong: [],
    sub: [],
    sup: [],
    table: ['width', 'cellpadding', 'cellspacing', 'border', 'role', 'style'],
    tbody: [],
    td: cell,
    tfoot: [],
    th: cell,
    thead: [],
    tr: ['style'],
    u: [],
    ul: ['style'],
  },
  css: {
    whiteList: {
      color: true,
      'background-color': true,
      'font-size': true,
      'font-style': true,
      'font-weight': true,
      'letter-spacing': true,
      'line-height': true,
      'text-align': true,
      'text-decoration': true,
      margin: true,
      padding: true,
      width: true,
      border: true,
    },
  },
  stripIgnoreTag: true,
  stripIgnoreTagBody: ['script', 'style', 'title', 'textarea', 'noscript', 'iframe', 'svg', 'math'],
  allowCommentTag: false,
  // The library takes a minute for a tag of 200 KB of attributes.
  onTag: (_tag, html) => (html.length > maxTagUnits ? '' : undefined),
  // As written, with its entities: a scheme that needs decoding is hidden from somebody. What this
  // lets through the library checks and escapes.
  onTagAttr: (_tag, name, value) =>
    (name === 'href' || name === 'src') && !safeUrl.test(value.trim()) ? ' ' : undefined,
});

/** Makes HTML from outside harmless: an allow-list of elements, attributes, styles and schemes. */
export const sanitizeHtml = (html: string): string =>
  balanceTags(filter.process(cleanSource(html).replace(loneLessThan, '&lt;')));

import { convert, type FormatCallback, type HtmlToTextOptions } from 'html-to-text';

/** A picture is what it says it shows. */
const altText: FormatCallback = (element, _walk, builder) => {
  const alt: unknown = element.attribs?.alt;
  if (typeof alt === 'string' && alt !== '') builder.addInline(alt);
};

const headings = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({
  selector,
  options: { uppercase: false },
}));

const options: HtmlToTextOptions = {
  // Mail programs wrap lines as wide as they are.
  wordwrap: false,
  formatters: { altText },
  selectors: [
    ...headings,
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true, linkBrackets: ['(', ')'] } },
    { selector: 'img', format: 'altText' },
    // Of our partials: rows of a label and a value.
    { selector: 'table.panel', format: 'dataTable', options: { uppercaseHeaderCells: false } },
  ],
  limits: { maxInputLength: 300_000, maxDepth: 200, maxChildNodes: 20_000 },
};

/** The plain-text twin of a mail's HTML, for who wrote none. */
export const toPlainText = (html: string): string => convert(html, options);

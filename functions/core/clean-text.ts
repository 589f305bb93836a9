/** Line breaks and every other control character, with the separators that some readers break at. */
const controls = /[\p{Cc}\u2028\u2029]/gu;
const controlsWithin = /[^\P{Cc}\n\t]/gu;

/** Text as an author wrote it, with breaks of one kind; what data brings into it is cleaned where it is escaped. */
export const cleanSource = (source: string): string =>
  source.replace(/\r\n?|[\u2028\u2029]/g, '\n').replace(controlsWithin, '');

/** One line: neither a header nor a second sentence can be injected by a line break in data. */
export const cleanLine = (value: string): string =>
  notOneLine.test(value)
    ? value.replace(controls, ' ').replace(/ {2,}/g, ' ').trim()
    : value.trim();

/** Whatever cleanLine changes within a text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: as below.
const notOneLine = /[\0-\x1f\x7f-\x9f\u2028\u2029]| {2}/;

/** Whatever cleanLines changes within a text; looking for it once takes a third of changing it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for; \p{Cc} is slow.
const unclean = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]|[ \t]\n|\n{3}/;

/** Several lines, of `\n` alone, without other control characters and trailing space. */
export const cleanLines = (value: string): string =>
  unclean.test(value) ? cleanEveryLine(value) : value.trim();

const cleanEveryLine = (value: string): string =>
  value
    .replace(/\r\n?|[\u2028\u2029]/gu, '\n')
    .replace(controlsWithin, '')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();

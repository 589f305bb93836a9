/** Line breaks and every other control character, with the separators that some readers break at. */
const controls = /[\p{Cc}\u2028\u2029]/gu;
const controlsWithin = /[^\P{Cc}\n\t]/gu;

/** One line: neither a header nor a second sentence can be injected by a line break in data. */
export const cleanLine = (value: string): string =>
  value.replace(controls, ' ').replace(/ {2,}/g, ' ').trim();

/** Several lines, of `\n` alone, without other control characters and trailing space. */
export const cleanLines = (value: string): string =>
  value
    .replace(/\r\n?|[\u2028\u2029]/gu, '\n')
    .replace(controlsWithin, '')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();

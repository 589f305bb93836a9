import { cleanLine } from '#functions/delivery/render-clean.ts';
import type { OutputMode } from './program.ts';

/** A value that no escaping makes harmless where it stands; the rendering fails. */
export class UnsafeValueError extends Error {
  override readonly name = 'UnsafeValueError';
}

/** How a value is made harmless in each place but the one that a sanitizer looks after. */
export type EscapeModes = Readonly<
  Record<Exclude<OutputMode, 'sanitized-html'>, (value: string) => string>
>;

const special = /[&<>"'\0]/;
const specials = /[&<>"'\0]/g;
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const safeUrl = /^(?:https?:\/\/[^\s\\/]|mailto:[^\s\\]|tel:[^\s\\])/i;
const controls = /\p{Cc}/u;
const plainCss = /^[#%.,\w -]*$/;

/** For text between tags and within quotes of either kind. */
export const escapeHtml = (value: string): string =>
  special.test(value) ? value.replace(specials, (found) => entities[found] ?? '\uFFFD') : value;

/** A whole URL of a scheme that a reader may follow; no control character hides another. */
export const isSafeUrl = (value: string): boolean => safeUrl.test(value) && !controls.test(value);

export const escapeModes: EscapeModes = {
  html: escapeHtml,
  line: cleanLine,
  url: (value) => {
    const url = value.trim();
    if (!isSafeUrl(url)) throw new UnsafeValueError('is no https, http, mailto or tel URL');
    return escapeHtml(url);
  },
  // A dot segment would climb out of the fixed path.
  'url-path': (value) => {
    const path = wellFormed(value).replaceAll('\\', '/');
    if (path.split('/').includes('..')) throw new UnsafeValueError('leaves the path of its URL');
    return escapeHtml(encodeURI(path).replace(/[?#]/g, encodeURIComponent));
  },
  'url-query': (value) => escapeHtml(encodeURIComponent(wellFormed(value))),
  css: (value) => {
    if (!plainCss.test(value)) throw new UnsafeValueError('is no plain CSS value');
    return value;
  },
};

/** encodeURI throws at half a surrogate pair. */
function wellFormed(value: string): string {
  return value.toWellFormed();
}

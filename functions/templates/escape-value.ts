import { cleanLine } from '#core/clean-text.ts';
import type { OutputMode } from './program.ts';

/** A value that no escaping makes harmless where it stands; the rendering fails. */
export class UnsafeValueError extends Error {
  override readonly name = 'UnsafeValueError';
}

/** How a value is made harmless in each place but the one that a sanitizer looks after. */
export type EscapeModes = Readonly<
  Record<Exclude<OutputMode, 'sanitized-html'>, (value: string) => string>
>;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they do not belong into a message.
const special = /[&<>"'\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]/;
const safeUrl = /^(?:https?:\/\/[^\s\\/]|mailto:[^\s\\]|tel:[^\s\\])/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for; \p{Cc} is slow.
const controls = /[\0-\x1f\x7f-\x9f]/;
const plainCss = /^[#%.,\w -]*$/;

/** For text between tags and within quotes of either kind; without control characters but line breaks and tabs. */
export const escapeHtml = (value: string): string =>
  special.test(value) ? escapeAll(value) : value;

/** By hand: a replace with a callback takes three times as long, and names are full of apostrophes. */
function escapeAll(value: string): string {
  let escaped = '';
  let from = 0;
  for (let index = 0; index < value.length; index += 1) {
    const entity = entityOf(value.charCodeAt(index));
    if (entity === undefined) continue;
    escaped += value.slice(from, index) + entity;
    from = index + 1;
  }
  return escaped + value.slice(from);
}

function entityOf(code: number): string | undefined {
  switch (code) {
    case 0x00:
      return '\uFFFD';
    case 0x22:
      return '&quot;';
    case 0x26:
      return '&amp;';
    case 0x27:
      return '&#39;';
    case 0x3c:
      return '&lt;';
    case 0x3e:
      return '&gt;';
    case 0x2028:
    case 0x2029:
      return '\n';
    default:
      return isControl(code) ? '' : undefined;
  }
}

function isControl(code: number): boolean {
  if (code < 0x20) return code !== 0x09 && code !== 0x0a;
  return code >= 0x7f && code <= 0x9f;
}

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
  // A dot segment would climb out of the fixed path; of two dots in a row, each may come by itself.
  'url-path': (value) => {
    const path = wellFormed(value).replaceAll('\\', '/');
    if (path.split('/').some((segment) => segment === '.' || segment === '..')) {
      throw new UnsafeValueError('leaves the path of its URL');
    }
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

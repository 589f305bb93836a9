import { ar } from './ar.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import type { PageStrings } from './page-strings.ts';

/** A language that the pages speak. */
export interface PageLanguage {
  /** For the lang attribute, dates and numbers: the person's own locale where it is of this language. */
  readonly locale: string;
  readonly dir: 'ltr' | 'rtl';
  readonly strings: PageStrings;
}

/** By the language's subtag. */
export const languages: Readonly<Record<string, PageStrings>> = { en, fr, de, es, ar };

const rightToLeft: readonly string[] = ['ar'];

/**
 * The language of a page: the one that we know the person by, else the first that their browser asks for and we
 * speak, else English.
 */
export const chooseLanguage = (
  known: string | undefined,
  acceptLanguage: string | undefined,
): PageLanguage => {
  for (const locale of [known ?? '', ...asked(acceptLanguage)]) {
    const subtag = locale.split('-')[0]?.toLowerCase() ?? '';
    const strings = Object.hasOwn(languages, subtag) ? languages[subtag] : undefined;
    if (strings === undefined || !isLocale(locale)) continue;
    return { locale, dir: rightToLeft.includes(subtag) ? 'rtl' : 'ltr', strings };
  }
  return { locale: 'en', dir: 'ltr', strings: en };
};

/** Enough of any browser's wishes. */
const mostAsked = 20;

/** The locales of an Accept-Language header (RFC 9110, section 12.5.4), the most wanted first. */
function asked(header = ''): readonly string[] {
  return header
    .split(',', mostAsked)
    .map((part) => {
      const [locale = '', ...parameters] = part.split(';').map((text) => text.trim());
      const weight = /^q=([\d.]+)$/.exec(parameters.join(';'))?.[1] ?? '1';
      return { locale, weight: Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((one, other) => other.weight - one.weight)
    .map(({ locale }) => locale);
}

function isLocale(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}

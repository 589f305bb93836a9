/** The language that content without a locale of its own is written in. */
const defaultLanguage = 'en';

const rightToLeftScripts: readonly string[] = [
  'Adlm',
  'Arab',
  'Hebr',
  'Nkoo',
  'Rohg',
  'Syrc',
  'Thaa',
];

/** The language of a rendering, for its lang and dir attributes, dates and numbers. */
export interface RenderLanguage {
  readonly locale: string;
  /** Of the locale: what `en-GB` and `en-US` share. */
  readonly language: string;
  readonly dir: 'ltr' | 'rtl';
}

/** Asking Intl costs as much as rendering a line; what a stranger makes up cannot fill the memory. */
const knownLanguages = new Map<string, RenderLanguage>();
const mostLanguages = 1_000;

/**
 * The locale to write dates in: the reader's, if the content is in their language. English content
 * for a French reader keeps English dates; en-GB keeps British ones.
 */
export const renderLanguage = (
  locale: string | undefined,
  isDefaultContent: boolean,
): RenderLanguage => {
  const name = `${locale ?? ''} ${isDefaultContent}`;
  const known = knownLanguages.get(name);
  if (known !== undefined) return known;
  const language = findLanguage(locale, isDefaultContent);
  if (knownLanguages.size < mostLanguages) knownLanguages.set(name, language);
  return language;
};

function findLanguage(locale: string | undefined, isDefaultContent: boolean): RenderLanguage {
  const asked = new Intl.Locale(locale ?? defaultLanguage);
  const fits = !isDefaultContent || asked.language === defaultLanguage;
  const chosen = fits ? asked : new Intl.Locale(defaultLanguage);
  const isRightToLeft = rightToLeftScripts.includes(chosen.maximize().script ?? '');
  return {
    locale: chosen.toString(),
    language: chosen.language,
    dir: isRightToLeft ? 'rtl' : 'ltr',
  };
}

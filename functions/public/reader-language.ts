import type { HttpRequest } from '#platform/route.ts';
import type { Reader } from './find-reader.ts';
import { chooseLanguage, type PageLanguage } from './languages/choose-language.ts';

/** The language to speak with a reader: of an address alone nobody knows it, but its reader's browser. */
export const languageOf = (reader: Reader, { headers }: HttpRequest): PageLanguage => {
  const known = reader.kind === 'user' ? reader.profile.locale : undefined;
  return chooseLanguage(known, headers['accept-language']);
};

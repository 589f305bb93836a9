import type { ChannelName } from './channel.ts';
import type { Template } from './template.ts';

/** What a reader of one language gets by one channel. */
export interface ChannelInLanguage {
  readonly channel: ChannelName;
  /** The language whose words they read. */
  readonly from: string;
  /** Fields that only the default has. */
  readonly missingFields: readonly string[];
}

/** What a template says in one language, and what it does not. */
export interface Language {
  readonly locale: string;
  readonly channels: readonly ChannelInLanguage[];
  /** Messages of `t()` that others have and this has not. */
  readonly missingMessages: readonly string[];
  /** Nothing is read in another language. */
  readonly isComplete: boolean;
}

/**
 * Each language that a template speaks, or is asked for, beside its default: by which channel its readers read
 * another one, and what of it is missing. As sending has it, fr-CA falls back to fr, and what is in neither to the default.
 */
export const languagesOf = (
  { content, messages = {} }: Pick<Template, 'content' | 'messages'>,
  wanted: readonly string[],
): readonly Language[] => {
  const locales = new Set([...Object.keys(content), ...Object.keys(messages), ...wanted]);
  locales.delete(byDefault);
  const keys = [...new Set(Object.values(messages).flatMap((one) => Object.keys(one)))].toSorted();
  return [...locales].toSorted().map((locale) => {
    const spoken = candidatesFor(locale);
    const channels = Object.entries(content[byDefault] ?? {}).map(([channel, fields = {}]) => {
      const from = spoken.find((one) => content[one]?.[channel] !== undefined) ?? byDefault;
      const own = content[from]?.[channel] ?? {};
      // A mail's HTML may be made of MJML, and its text of its HTML where nobody wrote one.
      const isMade = (field: string) =>
        ['html', 'mjml', 'text'].includes(field) && (own.html ?? own.mjml) !== undefined;
      const missingFields = Object.keys(fields).filter(
        (field) => own[field] === undefined && !isMade(field),
      );
      return { channel, from, missingFields };
    });
    const missingMessages = keys.filter((key) =>
      spoken.every((one) => messages[one]?.[key] === undefined),
    );
    const speaksByMessages = keys.length > 0 && missingMessages.length === 0;
    const isComplete =
      missingMessages.length === 0 &&
      channels.every(
        ({ from, missingFields }) =>
          missingFields.length === 0 && (from !== byDefault || speaksByMessages),
      );
    return { locale, channels, missingMessages, isComplete };
  });
};

const byDefault = 'default';

/** The languages that are tried for a reader, before the default. */
function candidatesFor(locale: string): readonly string[] {
  const [language = locale] = locale.split('-');
  return language === locale ? [locale] : [locale, language];
}

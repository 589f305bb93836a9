import type { Category } from '#core/category.ts';
import type { ChannelName } from '#core/channel.ts';
import type { PageLanguage } from './languages/choose-language.ts';

/** A category in a page's language, or as it is declared: in English. */
export const categoryWords = ({ id, ...declared }: Category, { locale, strings }: PageLanguage) => {
  const translated = Object.hasOwn(strings.categories, id) ? strings.categories[id] : undefined;
  const { title, description } = translated ?? declared;
  return { title, description, isEnglish: translated === undefined && !/^en\b/i.test(locale) };
};

/** A channel in a page's language. */
export const channelLabel = (channel: ChannelName, { strings }: PageLanguage): string =>
  (Object.hasOwn(strings.channels, channel) ? strings.channels[channel] : undefined) ?? channel;

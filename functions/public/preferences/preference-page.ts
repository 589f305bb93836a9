import type { ChannelName } from '#core/channel.ts';
import { mostRanges, weekDays } from '#core/weekly-ranges.ts';
import { categoryWords, channelLabel } from '#functions/public/category-words.ts';
import type { PageLanguage } from '#functions/public/languages/choose-language.ts';
import type { PublicDeps } from '#functions/public/public-deps.ts';
import type { HttpResponse } from '#platform/route.ts';
import type { Offer } from './offer.ts';
import { type Choices, type EnteredRange, shownQuiet } from './read-choices.ts';

/** What came of the form before, if there was one. */
export type FormResult =
  | { readonly kind: 'saved' }
  | { readonly kind: 'invalid'; readonly choices: Choices };

/** The first of a week, and the others after it: a Monday. */
const monday = Date.UTC(2024, 0, 1);
const dayMs = 86_400_000;

/** Four hundred names, the same for everybody. */
const timeZones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

/** The page that shows what a person hears and when, as it stands, or as they entered it. */
export const preferencePage = (
  offer: Offer,
  language: PageLanguage,
  { renderPage }: Pick<PublicDeps, 'renderPage'>,
  result?: FormResult,
): HttpResponse => {
  const { preferences: words } = language.strings;
  const invalid = result?.kind === 'invalid' ? result.choices : undefined;
  const told = result?.kind === 'saved' ? words.saved : invalid && words.invalidQuietHours;
  const titleOf = (category: Parameters<typeof categoryWords>[0]) =>
    categoryWords(category, language).title;
  const labelOf = (channel: ChannelName) => channelLabel(channel, language);
  const listOf = (items: readonly string[]) => new Intl.ListFormat(language.locale).format(items);
  return renderPage({
    status: invalid === undefined ? 200 : 400,
    language,
    // Read out first, wherever the page's own message is.
    title: told === undefined ? words.title : `${told} ${words.title}`,
    name: 'preferences',
    view: {
      words,
      isSaved: result?.kind === 'saved',
      error: invalid && words.invalidQuietHours,
      categories: offer.categories.map(({ category, cells }) => ({
        ...categoryWords(category, language),
        cells: cells.map(({ cell, channel, isOn }) => ({
          cell,
          label: labelOf(channel),
          wasOn: isOn,
          isOn: invalid?.changed.get(cell) ?? isOn,
        })),
      })),
      stopped:
        offer.stopped.length === 0 ? undefined : words.stopped(listOf(offer.stopped.map(labelOf))),
      alwaysSent: listOf(offer.alwaysSent.map(titleOf)),
      quiet: offer.quiet && {
        shown: shownQuiet(offer.quiet),
        ranges: rangesOf(invalid?.entered ?? offer.quiet.weekly, language, invalid !== undefined),
        timeZone: invalid?.enteredTimeZone ?? offer.quiet.timeZone,
        // An older name of a zone stays as it is, unless the person chooses another.
        timeZones: [...new Set([...timeZones, offer.quiet.timeZone])],
      },
    },
  });
};

/** Those that there are, and room for one more. */
function rangesOf(
  entered: readonly EnteredRange[],
  { locale, strings }: PageLanguage,
  isInvalid: boolean,
) {
  const number = new Intl.NumberFormat(locale);
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
  const empty: EnteredRange = { days: [], from: '', to: '' };
  return [...entered, ...(entered.length < mostRanges ? [empty] : [])].map((range, index) => ({
    index,
    label: strings.preferences.quietRange(number.format(index + 1)),
    isNew: index === entered.length,
    isOpen: entered.length === 0 && isInvalid,
    isWrong: isInvalid && range !== empty,
    from: range.from,
    to: range.to,
    days: weekDays.map((value, position) => ({
      value,
      label: weekday.format(monday + position * dayMs),
      isOn: range.days.includes(value),
    })),
  }));
}

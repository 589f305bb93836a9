import type { Category } from '#core/category.ts';
import type { ChannelName } from '#core/channel.ts';
import { type Preferences, preferenceCell, resolvePreference } from '#core/preferences.ts';
import { channels } from '#functions/channels/index.ts';
import { preferencesOf, type Reader } from '#functions/public/find-reader.ts';
import { keepWord, person } from '#functions/public/keep-word.ts';
import type { PublicDeps } from '#functions/public/public-deps.ts';

/** How much of a category to decline: by the channel that the link came by, or by every one. */
export type UnsubscribeScope = 'channel' | 'all';

interface Unsubscribe {
  readonly reader: Reader;
  readonly category: Category;
  readonly channel: ChannelName;
  readonly scope: UnsubscribeScope;
}

/**
 * Declines a category. What was declined before stays as it was said, so that a repeat changes nothing, not even
 * since when. Gives the reader as they are now; undefined where the user is no more.
 */
export const unsubscribe = (
  { reader, category, channel, scope }: Unsubscribe,
  deps: PublicDeps,
): Promise<Reader | undefined> => {
  const preferences = preferencesOf(reader);
  const declined = { enabled: false, at: deps.now(), how: 'UNSUBSCRIBE_LINK', by: person } as const;
  const open =
    scope === 'all'
      ? openCells(category, preferences)
      : isDeclined(category, channel, preferences)
        ? []
        : [preferenceCell(category.id, channel)];
  const cells: Preferences = Object.fromEntries(open.map((cell) => [cell, declined]));
  return keepWord(reader, { cells }, deps);
};

/** Whether the person themselves said no to it. */
export const isDeclined = (
  category: Category,
  channel: ChannelName,
  preferences: Preferences,
): boolean => {
  const { enabled, level } = resolvePreference(category, channel, preferences);
  return !enabled && level !== 'category-default';
};

/** The category as a whole, and each of its channels that the person once asked for: that would win. */
function openCells({ id }: Category, preferences: Preferences): readonly string[] {
  const asked = channels
    .map(({ name }) => preferenceCell(id, name))
    .filter((cell) => preferences[cell]?.enabled === true);
  const whole = preferenceCell(id);
  return preferences[whole]?.enabled === false ? asked : [whole, ...asked];
}

import * as z from 'zod';
import type { Category } from './category.ts';
import type { ChannelName } from './channel.ts';
import { Instant } from './instant.ts';

/**
 * How a preference came to be set: by whoever calls the API, or by the person's own act. A STOP is none: it suppresses
 * the number, whatever is preferred.
 */
export const PreferenceSource = z
  .enum(['API', 'IMPORT', 'UNSUBSCRIBE_LINK', 'PREFERENCE_PAGE'])
  .meta({ id: 'PreferenceSource', description: 'How a preference was set.' });
export type PreferenceSource = z.infer<typeof PreferenceSource>;

/** When a word was given, how, and by whom: the caller's account and role, or the person. */
export const Provenance = z.object({ at: Instant, how: PreferenceSource, by: z.string() });
export type Provenance = z.infer<typeof Provenance>;

/** One preference as it is kept: consent that can be shown. */
export const Preference = Provenance.extend({ enabled: z.boolean() });
export type Preference = z.infer<typeof Preference>;

/** A person's preferences by cell: `<category>#<channel>`, with * for all of them. */
export const Preferences = z.record(z.string(), Preference);
export type Preferences = z.infer<typeof Preferences>;

const all = '*';

/** The cell of a category and a channel; undefined means all of them. */
export const preferenceCell = (category?: string, channel?: ChannelName): string =>
  `${category ?? all}#${channel ?? all}`;

/** The category and channel of a cell. */
export const cellParts = (
  cell: string,
): { readonly category?: string; readonly channel?: ChannelName } => {
  const [category = all, channel = all] = cell.split('#');
  return {
    ...(category === all ? {} : { category }),
    ...(channel === all ? {} : { channel }),
  };
};

/** Which level settled it. */
export type PreferenceLevel =
  | 'critical-category'
  | 'not-declinable'
  | 'category-and-channel'
  | 'category'
  | 'channel'
  | 'everything'
  | 'category-default';

/** Whether a person hears a category by a channel, and why. */
export interface ResolvedPreference {
  readonly enabled: boolean;
  readonly level: PreferenceLevel;
  /** Since when, where the person or the company said so, and how. */
  readonly since?: number;
  readonly how?: PreferenceSource;
}

/**
 * Merges the levels, the first that speaks wins: a critical category, one that nobody may decline, the
 * person's word on category and channel, on the category, on the channel, on everything, and at last the
 * category's default. With `overridesChannels` the caller's word stands above the person's on channels,
 * never above a category that they declined.
 */
export const resolvePreference = (
  category: Category,
  channel: ChannelName,
  preferences: Preferences,
  overridesChannels = false,
): ResolvedPreference => {
  if (category.critical) return { enabled: true, level: 'critical-category' };
  if (!category.declinable) return { enabled: true, level: 'not-declinable' };
  const levels: readonly (readonly [PreferenceLevel, string])[] = [
    ...(overridesChannels
      ? []
      : [['category-and-channel', preferenceCell(category.id, channel)] as const]),
    ['category', preferenceCell(category.id)],
    ...(overridesChannels ? [] : [['channel', preferenceCell(undefined, channel)] as const]),
    ['everything', preferenceCell()],
  ];
  for (const [level, cell] of levels) {
    const preference = preferences[cell];
    if (preference !== undefined) {
      const { enabled, at, how } = preference;
      return { enabled, level, since: at, how };
    }
  }
  return { enabled: category.enabledByDefault, level: 'category-default' };
};

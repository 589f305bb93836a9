import * as z from 'zod';
import { Instant } from './instant.ts';
import { type Preference, Preferences } from './preferences.ts';
import type { Profile } from './recipient.ts';
import { type Suppression, Suppressions, suppressionCell } from './suppression.ts';

/** When a channel of an address was last suppressed, and when, and by whom, that was last taken back. */
const SuppressionTimes = z.object({
  saidAt: Instant.optional(),
  liftedAt: Instant.optional(),
  liftedBy: z.string().optional(),
});

/** What was said about one address, whoever owns it: the truth that its owner's profile copies. */
export const AddressWords = z.object({
  /** By channel. */
  suppressions: Suppressions.default({}),
  /** By channel: what makes news that is late or repeated change nothing. */
  suppressionTimes: z.record(z.string(), SuppressionTimes).default({}),
  /** What was said by a link that knew the address alone. */
  preferences: Preferences.default({}),
});
export type AddressWords = z.infer<typeof AddressWords>;

/** The words with one suppression more: the earliest stays, and what was lifted since changes nothing. */
export const suppress = (
  words: AddressWords,
  channel: string,
  suppression: Suppression,
): AddressWords => {
  const { [channel]: before } = words.suppressions;
  const times = words.suppressionTimes[channel] ?? {};
  if (suppression.at <= (times.liftedAt ?? -1)) return words;
  const isEarliest = before === undefined || suppression.at < before.at;
  const isLatest = suppression.at > (times.saidAt ?? -1);
  if (!isEarliest && !isLatest) return words;
  return {
    ...words,
    ...(isEarliest ? { suppressions: { ...words.suppressions, [channel]: suppression } } : {}),
    ...(isLatest ? timesOf(words, channel, { ...times, saidAt: suppression.at }) : {}),
  };
};

/** The words with a channel's suppression taken back, unless it was said again later than that. */
export const liftSuppression = (
  words: AddressWords,
  channel: string,
  at: number,
  by: string,
): AddressWords => {
  const { [channel]: before, ...others } = words.suppressions;
  const times = words.suppressionTimes[channel] ?? {};
  if (at <= (times.liftedAt ?? -1)) return words;
  const isSaidLater = before !== undefined && (times.saidAt ?? before.at) > at;
  return {
    ...words,
    ...(isSaidLater ? {} : { suppressions: others }),
    ...timesOf(words, channel, { ...times, liftedAt: at, liftedBy: by }),
  };
};

const timesOf = (
  { suppressionTimes }: AddressWords,
  channel: string,
  times: z.infer<typeof SuppressionTimes>,
) => ({ suppressionTimes: { ...suppressionTimes, [channel]: times } });

/** The words with these preferences, where they are later than what was said before. */
export const withPreferences = (words: AddressWords, cells: Preferences): AddressWords => {
  const newer = newerPreferences(words, [{ preferences: cells }]);
  if (Object.keys(newer).length === 0) return words;
  return { ...words, preferences: { ...words.preferences, ...newer } };
};

/** A profile's suppressions with those of one address as its item has them, and the others as they were. */
export const withSuppressionsOf = (
  shown: Suppressions,
  hash: string,
  suppressions: Suppressions,
): Suppressions => ({
  ...Object.fromEntries(Object.entries(shown).filter(([cell]) => hashOfCell(cell) !== hash)),
  ...Object.fromEntries(
    Object.entries(suppressions).map(([channel, suppression]) => [
      suppressionCell(channel, hash),
      suppression,
    ]),
  ),
});

/** A profile's suppressions of these addresses alone. */
export const suppressionsOf = (shown: Suppressions, hashes: readonly string[]): Suppressions =>
  Object.fromEntries(Object.entries(shown).filter(([cell]) => hashes.includes(hashOfCell(cell))));

const hashOfCell = (cell: string) => cell.slice(cell.indexOf('#') + 1);

/** Of preferences said elsewhere, those that are later than what a profile, or an address, has. */
export const newerPreferences = (
  known: Partial<Pick<Profile, 'preferences' | 'preferencesReplacedAt'>> | undefined,
  said: Iterable<Pick<AddressWords, 'preferences'>>,
): Preferences => {
  const newer: Preferences = {};
  for (const { preferences } of said) {
    for (const [cell, preference] of Object.entries(preferences)) {
      // A replacement is a word on every cell.
      if (preference.at <= (known?.preferencesReplacedAt ?? -1)) continue;
      const before = newer[cell] ?? known?.preferences?.[cell];
      if (before === undefined || isLater(preference, before)) newer[cell] = preference;
    }
  }
  return newer;
};

/** Of two words of the same moment, the one that declines counts. */
const isLater = (one: Preference, other: Preference): boolean =>
  one.at > other.at || (one.at === other.at && other.enabled && !one.enabled);

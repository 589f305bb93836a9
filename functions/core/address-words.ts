import * as z from 'zod';
import { Instant } from './instant.ts';
import { type Preference, Preferences } from './preferences.ts';
import type { Profile } from './recipient.ts';
import { type Suppression, Suppressions, suppressionCell } from './suppression.ts';

/** When a channel of an address was last suppressed, and when that was last taken back. */
const SuppressionTimes = z.object({ saidAt: Instant.optional(), liftedAt: Instant.optional() });

/** What was said about one address, whoever owns it: the truth that its owner's profile copies. */
export const AddressWords = z.object({
  /** By channel. */
  suppressions: Suppressions.default({}),
  /** By channel: what makes news that is late or repeated change nothing. */
  suppressionTimes: z.record(z.string(), SuppressionTimes).default({}),
  /** What was said by an unsubscribe link that knew the address alone. */
  preferences: Preferences.default({}),
});
export type AddressWords = z.infer<typeof AddressWords>;

/** What suppressing and lifting change. */
export type SuppressionWords = Pick<AddressWords, 'suppressions' | 'suppressionTimes'>;

/** The words with one suppression more: the earliest stays, and what was lifted since changes nothing. */
export const suppress = (
  words: SuppressionWords,
  channel: string,
  suppression: Suppression,
): SuppressionWords => {
  const { [channel]: before } = words.suppressions;
  const times = words.suppressionTimes[channel] ?? {};
  if (suppression.at <= (times.liftedAt ?? -1)) return words;
  const isEarliest = before === undefined || suppression.at < before.at;
  const isLatest = suppression.at > (times.saidAt ?? -1);
  if (!isEarliest && !isLatest) return words;
  return {
    suppressions: isEarliest
      ? { ...words.suppressions, [channel]: suppression }
      : words.suppressions,
    suppressionTimes: isLatest
      ? { ...words.suppressionTimes, [channel]: { ...times, saidAt: suppression.at } }
      : words.suppressionTimes,
  };
};

/** The words with a channel's suppression taken back, unless it was said again later than that. */
export const liftSuppression = (
  words: SuppressionWords,
  channel: string,
  at: number,
): SuppressionWords => {
  const { [channel]: before, ...others } = words.suppressions;
  const times = words.suppressionTimes[channel] ?? {};
  if (at <= (times.liftedAt ?? -1)) return words;
  const isSaidLater = before !== undefined && (times.saidAt ?? before.at) > at;
  return {
    suppressions: isSaidLater ? words.suppressions : others,
    suppressionTimes: { ...words.suppressionTimes, [channel]: { ...times, liftedAt: at } },
  };
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

/** The preferences said at addresses that are a person's latest word: the profile is to show them. */
export const newerPreferences = (
  profile: Pick<Profile, 'preferences' | 'preferencesReplacedAt'> | undefined,
  read: Iterable<Pick<AddressWords, 'preferences'>>,
): Preferences => {
  const newer: Preferences = {};
  for (const { preferences } of read) {
    for (const [cell, preference] of Object.entries(preferences)) {
      if (preference.at <= (profile?.preferencesReplacedAt ?? -1)) continue;
      const before = newer[cell] ?? profile?.preferences[cell];
      if (before === undefined || isLater(preference, before)) newer[cell] = preference;
    }
  }
  return newer;
};

/** Of two words of the same moment, the one that declines counts. */
export const isLater = (one: Preference, other: Preference): boolean =>
  one.at > other.at || (one.at === other.at && other.enabled && !one.enabled);

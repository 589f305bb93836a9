import * as z from 'zod';
import { Instant } from './instant.ts';
import { type Preference, Preferences } from './preferences.ts';
import type { Profile } from './recipient.ts';
import { type Suppression, Suppressions, suppressionCell } from './suppression.ts';

/** When words on a channel of an address were last said. */
const SuppressionTimes = z.object({
  /** That it be suppressed, for any cause but a STOP. */
  saidAt: Instant.optional(),
  stoppedAt: Instant.optional(),
  /** That everything be taken back, and who said so. */
  liftedAt: Instant.optional(),
  liftedBy: z.string().optional(),
  /** START, by which a person takes back their STOP and nothing else. */
  startedAt: Instant.optional(),
});
type SuppressionTimes = z.infer<typeof SuppressionTimes>;

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

/**
 * The words with one suppression more: the earliest stays, and what was lifted since changes nothing. A STOP stands
 * back behind every other cause, which a START would have to leave.
 */
export const suppress = (
  words: AddressWords,
  channel: string,
  suppression: Suppression,
): AddressWords => {
  const { [channel]: before } = words.suppressions;
  const times = words.suppressionTimes[channel] ?? {};
  const { liftedAt = -1, startedAt = -1, saidAt = -1, stoppedAt = -1 } = times;
  const { at } = suppression;
  if (at <= (isStop(suppression) ? Math.max(liftedAt, startedAt) : liftedAt)) return words;
  const isShown = before === undefined || comesBefore(suppression, before);
  const isLatest = at > (isStop(suppression) ? stoppedAt : saidAt);
  if (!isShown && !isLatest) return words;
  const latest = isStop(suppression) ? { stoppedAt: at } : { saidAt: at };
  return {
    ...words,
    ...(isShown ? { suppressions: { ...words.suppressions, [channel]: suppression } } : {}),
    ...(isLatest ? timesOf(words, channel, { ...times, ...latest }) : {}),
  };
};

/** The words with a channel's suppression taken back, unless it was said again later than that. */
export const liftSuppression = (
  words: AddressWords,
  channel: string,
  at: number,
  by: string,
): AddressWords => {
  const times = words.suppressionTimes[channel] ?? {};
  if (at <= (times.liftedAt ?? -1)) return words;
  return withLift(words, channel, { ...times, liftedAt: at, liftedBy: by });
};

/** The words with a STOP taken back by a START, unless it was said again later; no other cause is. */
export const liftStop = (words: AddressWords, channel: string, at: number): AddressWords => {
  const times = words.suppressionTimes[channel] ?? {};
  if (at <= (times.startedAt ?? -1)) return words;
  return withLift(words, channel, { ...times, startedAt: at });
};

const withLift = (words: AddressWords, channel: string, times: SuppressionTimes): AddressWords => {
  const { [channel]: before, ...others } = words.suppressions;
  const left = before && leftOf(before, times);
  return {
    ...words,
    suppressions: left === undefined ? others : { ...others, [channel]: left },
    ...timesOf(words, channel, times),
  };
};

/** What is left of a suppression once it was lifted. */
const leftOf = (
  before: Suppression,
  { saidAt = -1, stoppedAt = -1, liftedAt = -1, startedAt = -1 }: SuppressionTimes,
): Suppression | undefined => {
  if (!isStop(before) && saidAt > liftedAt) return before;
  if (stoppedAt <= Math.max(liftedAt, startedAt)) return undefined;
  // A STOP that stood back behind what was lifted.
  return isStop(before) ? before : { cause: 'STOPPED', at: stoppedAt, by: 'RECIPIENT' };
};

const isStop = ({ cause }: Suppression): boolean => cause === 'STOPPED';

const comesBefore = (one: Suppression, other: Suppression): boolean =>
  isStop(one) === isStop(other) ? one.at < other.at : isStop(other);

const timesOf = ({ suppressionTimes }: AddressWords, channel: string, times: SuppressionTimes) => ({
  suppressionTimes: { ...suppressionTimes, [channel]: times },
});

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

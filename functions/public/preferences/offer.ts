import { type Categories, type Category, isDeclinable } from '#core/category.ts';
import type { ChannelName } from '#core/channel.ts';
import { preferenceCell, resolvePreference } from '#core/preferences.ts';
import type { QuietHours } from '#core/quiet-hours.ts';
import { weekDays } from '#core/weekly-ranges.ts';
import { preferencesOf, type Reader } from '#functions/public/find-reader.ts';
import { reachableChannels, stoppedChannels } from '#functions/public/reachable-channels.ts';

/** One choice: a category by a channel, and how it stands. */
export interface OfferedCell {
  readonly cell: string;
  readonly channel: ChannelName;
  readonly isOn: boolean;
}

/** When a person is not disturbed, and by which clock. */
export interface QuietChoice {
  readonly weekly: QuietHours['weekly'];
  readonly timeZone: string;
}

/** All that a person can choose. */
export interface Offer {
  readonly categories: readonly {
    readonly category: Category;
    readonly cells: readonly OfferedCell[];
  }[];
  /** The channels that nothing is sent by, whatever is chosen: a bounce, a complaint, a STOP. */
  readonly stopped: readonly ChannelName[];
  /** What cannot be declined. */
  readonly alwaysSent: readonly Category[];
  /** Undefined for an address, which has no quiet hours. */
  readonly quiet: QuietChoice | undefined;
}

/** What a reader can choose, as it stands now. */
export const offerTo = (
  reader: Reader,
  categories: Categories,
  quietHoursByDefault: QuietHours | undefined,
): Offer => {
  const all = [...categories.values()];
  const preferences = preferencesOf(reader);
  return {
    categories: all.filter(isDeclinable).map((category) => ({
      category,
      cells: reachableChannels(reader).map((channel) => ({
        cell: preferenceCell(category.id, channel),
        channel,
        isOn: resolvePreference(category, channel, preferences).enabled,
      })),
    })),
    stopped: stoppedChannels(reader),
    alwaysSent: all.filter((category) => !isDeclinable(category)),
    quiet:
      reader.kind === 'user'
        ? {
            weekly: inOrder(reader.profile.quietHours ?? quietHoursByDefault),
            timeZone: reader.profile.timeZone ?? 'UTC',
          }
        : undefined,
  };
};

function inOrder(quietHours: QuietHours | undefined): QuietHours['weekly'] {
  return (quietHours?.weekly ?? []).map((range) => ({
    ...range,
    days: weekDays.filter((day) => range.days.includes(day)),
  }));
}

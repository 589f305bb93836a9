import * as z from 'zod';
import type { Categories } from '#core/category.ts';
import { ChannelName } from '#core/channel.ts';
import { resolveOrder } from '#core/channel-order.ts';
import { isoTime } from '#core/instant.ts';
import { PreferenceSource, resolvePreference } from '#core/preferences.ts';
import { QuietHours } from '#core/quiet-hours.ts';
import type { Profile } from '#core/recipient.ts';
import { suppressionByChannel } from '#core/rules.ts';
import { SendWindow } from '#core/send-window.ts';
import { SuppressionCause } from '#core/suppression.ts';
import { channels } from '#functions/channels/index.ts';

const origin = {
  since: z.iso.datetime().optional(),
  how: PreferenceSource.optional().meta({ description: 'Absent where nobody said anything.' }),
};

const EffectiveOrder = z.object({
  category: z.string(),
  channels: z.array(ChannelName),
  level: z
    .enum(['category', 'everything', 'cheapest-first'])
    .meta({ description: 'Which level won.' }),
  ...origin,
});

const Cell = z.object({
  category: z.string(),
  channel: ChannelName,
  enabled: z.boolean(),
  level: z.string().meta({ description: 'Which level won.' }),
  ...origin,
  suppressed: z.object({ cause: SuppressionCause, since: z.iso.datetime() }).optional().meta({
    description: 'Why nothing is sent all the same: every address of theirs is suppressed.',
  }),
});

const Hours = z.object({
  timeZone: z.string().meta({ description: 'UTC where it is unknown.' }),
  quietHours: QuietHours,
  level: z.enum(['person', 'stage']).meta({ description: 'Whose quiet hours they are.' }),
  ...origin,
  categories: z.array(
    z.object({
      category: z.string(),
      quietHours: z.enum(['HOLD', 'PASS', 'DROP']),
      sendWindow: SendWindow.optional(),
    }),
  ),
});

/** What a person's preferences come to, and which level said so since when. */
export const Explanation = z.object({
  matrix: z
    .array(Cell)
    .meta({ description: 'With ?explain=true: every category by every channel.' }),
  orders: z.array(EffectiveOrder).meta({ description: 'With ?explain=true.' }),
  hours: Hours.meta({ description: 'With ?explain=true: when they are told.' }),
});

/** Explains a profile's preferences, by the code that decides. */
export const explainPreferences = (
  profile: Profile,
  categories: Categories,
  quietHoursByDefault: QuietHours | undefined,
): z.infer<typeof Explanation> => ({
  matrix: [...categories.values()].flatMap((category) =>
    channels.map((channel) => {
      const { enabled, level, ...said } = resolvePreference(
        category,
        channel.name,
        profile.preferences,
      );
      const found = suppressionByChannel(channel, { kind: 'user', profile });
      return {
        ...{ category: category.id, channel: channel.name, enabled, level },
        ...originOf(said),
        ...(found && { suppressed: { cause: found.cause, since: isoTime(found.at) } }),
      };
    }),
  ),
  orders: [...categories.keys()].map((category) => {
    const names = channels.map(({ name }) => name);
    const { level, ...order } = resolveOrder(category, profile.channelOrder, names);
    return { category, channels: [...order.channels], level, ...originOf(order) };
  }),
  hours: {
    timeZone: profile.timeZone ?? 'UTC',
    quietHours: profile.quietHours ?? quietHoursByDefault ?? { weekly: [] },
    level: profile.quietHours === undefined ? 'stage' : 'person',
    ...originOf({ since: profile.quietHoursSaid?.at, how: profile.quietHoursSaid?.how }),
    categories: [...categories.values()].map(({ id, quietHours, sendWindow }) => ({
      category: id,
      quietHours,
      ...(sendWindow === undefined ? {} : { sendWindow }),
    })),
  },
});

function originOf({
  since,
  how,
}: {
  since?: number | undefined;
  how?: PreferenceSource | undefined;
}) {
  return {
    ...(since === undefined ? {} : { since: isoTime(since) }),
    ...(how === undefined ? {} : { how }),
  };
}

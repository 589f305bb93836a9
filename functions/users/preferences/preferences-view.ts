import * as z from 'zod';
import { hashAddress, maskAddress } from '#core/address.ts';
import { type Categories, isDeclinable } from '#core/category.ts';
import { ChannelName } from '#core/channel.ts';
import { type ChannelOrders, orderCategory, orderKey } from '#core/channel-order.ts';
import { isoTime } from '#core/instant.ts';
import {
  cellParts,
  PreferenceSource,
  type Preferences,
  type Provenance,
  preferenceCell,
} from '#core/preferences.ts';
import type { ProblemDetail } from '#core/problem.ts';
import { QuietHours } from '#core/quiet-hours.ts';
import type { Profile } from '#core/recipient.ts';
import { SuppressionCause, suppressionCell } from '#core/suppression.ts';
import { ChannelEnum } from '#functions/channels/channel-enum.ts';
import { channels } from '#functions/channels/index.ts';
import { Explanation } from './explain-preferences.ts';

/** One preference as the caller gives it; an absent category or channel means all of them. */
export const PreferenceRequest = z.strictObject({
  category: z.string().optional(),
  channel: ChannelEnum.optional(),
  enabled: z.boolean(),
});

/** An order as the caller gives it; an absent category means all of them. */
const ChannelOrderRequest = z.strictObject({
  category: z.string().optional(),
  channels: z
    .array(ChannelEnum)
    .min(1)
    .refine((order) => new Set(order).size === order.length, 'must name each channel once')
    .meta({ description: 'What is left out follows, the cheapest first.' }),
});

/** What POST merges and PUT replaces. */
export const PreferencesRequest = z
  .strictObject({
    preferences: z.array(PreferenceRequest).max(200),
    quietHours: QuietHours.optional(),
    channelOrder: z.array(ChannelOrderRequest).max(100).optional().meta({
      description:
        'The channels that the person prefers, the first most: where a send tries one after the other.',
    }),
  })
  .meta({ id: 'PreferencesRequest', description: 'By category and channel; absent means all.' });
export type PreferencesRequest = z.infer<typeof PreferencesRequest>;

const provenance = {
  at: z.iso.datetime(),
  how: PreferenceSource,
  by: z.string().meta({ description: "The caller's account and role, or the person." }),
};

const PreferenceView = z.object({
  category: z.string().optional(),
  channel: ChannelName.optional(),
  enabled: z.boolean(),
  ...provenance,
});

const ChannelOrderView = z.object({
  category: z.string().optional(),
  channels: z.array(ChannelName),
  ...provenance,
});

const SuppressedView = z.object({
  channel: ChannelName,
  address: z.string().meta({ description: 'Masked.' }),
  cause: SuppressionCause,
  at: z.iso.datetime(),
  by: z.string(),
});

/** What GET answers: what was said, and what it comes to. */
export const PreferencesView = z
  .object({
    preferences: z.array(PreferenceView),
    quietHours: QuietHours.extend(z.object(provenance).partial().shape)
      .optional()
      .meta({ description: "Absent for the stage's default." }),
    channelOrder: z
      .array(ChannelOrderView)
      .optional()
      .meta({ description: 'Absent where nobody said any.' }),
    suppressions: z.array(SuppressedView).optional().meta({
      description:
        'Addresses of theirs that nothing is sent to, whatever is preferred: after a STOP, a bounce, a complaint.',
    }),
    ...Explanation.partial().shape,
  })
  .meta({
    id: 'Preferences',
    description: "A person's word, each with who gave it, when and how.",
  });

/** A profile's preferences as they are read. */
export const toPreferencesView = (profile: Profile): z.infer<typeof PreferencesView> => {
  const { preferences, quietHours, quietHoursSaid, channelOrder = {} } = profile;
  const suppressions = suppressionsOf(profile);
  return {
    preferences: Object.entries(preferences).map(([cell, { enabled, ...said }]) => ({
      ...cellParts(cell),
      enabled,
      ...toProvenance(said),
    })),
    ...(quietHours === undefined
      ? {}
      : { quietHours: { ...quietHours, ...(quietHoursSaid && toProvenance(quietHoursSaid)) } }),
    ...(Object.keys(channelOrder).length === 0 ? {} : { channelOrder: ordersOf(channelOrder) }),
    ...(suppressions.length === 0 ? {} : { suppressions }),
  };
};

const toProvenance = ({ at, how, by }: Provenance) => ({ at: isoTime(at), how, by });

function ordersOf(orders: ChannelOrders): z.infer<typeof ChannelOrderView>[] {
  return Object.entries(orders).map(([key, { channels: order, ...said }]) => {
    const category = orderCategory(key);
    return {
      ...(category === undefined ? {} : { category }),
      channels: order,
      ...toProvenance(said),
    };
  });
}

function suppressionsOf(profile: Profile): z.infer<typeof SuppressedView>[] {
  return channels.flatMap((channel) =>
    channel.addressesOf({ kind: 'user', profile }).flatMap((address) => {
      const cell = suppressionCell(channel.name, hashAddress(address));
      const { [cell]: found } = profile.suppressions;
      if (found === undefined) return [];
      const { cause, at, by } = found;
      return [{ channel: channel.name, address: maskAddress(address), cause, at: isoTime(at), by }];
    }),
  );
}

/** The cells that a request sets, each with who set it, when and how. */
export const toCells = ({ preferences }: PreferencesRequest, said: Provenance): Preferences =>
  Object.fromEntries(
    preferences.map(({ category, channel, enabled }) => [
      preferenceCell(category, channel),
      { enabled, ...said },
    ]),
  );

/** The orders that a request sets, each with who set it, when and how. */
export const toOrders = (
  { channelOrder }: PreferencesRequest,
  said: Provenance,
): ChannelOrders | undefined =>
  channelOrder &&
  Object.fromEntries(
    channelOrder.map(({ category, channels: order }) => [
      orderKey(category),
      { channels: order, ...said },
    ]),
  );

/** What a request asks for that cannot be: an unknown category, or one that nobody may decline. */
export const preferenceErrors = (
  { preferences, channelOrder = [] }: PreferencesRequest,
  categories: Categories,
): readonly ProblemDetail[] => [
  ...preferences.flatMap(({ category: id, enabled }, position): readonly ProblemDetail[] => {
    if (id === undefined) return [];
    const pointer = `/preferences/${position}/category`;
    const category = categories.get(id);
    if (category === undefined) return [unknownCategory(pointer, id, categories)];
    return enabled || isDeclinable(category)
      ? []
      : [{ pointer, code: 'NOT_DECLINABLE', detail: `${category.title} cannot be turned off.` }];
  }),
  ...channelOrder.flatMap(({ category: id }, position) =>
    id === undefined || categories.has(id)
      ? []
      : [unknownCategory(`/channelOrder/${position}/category`, id, categories)],
  ),
];

function unknownCategory(pointer: string, id: string, categories: Categories): ProblemDetail {
  const known = [...categories.keys()].join(', ');
  return {
    pointer,
    code: 'UNKNOWN_CATEGORY',
    detail: `There is no category ${id}; there are ${known}.`,
  };
}

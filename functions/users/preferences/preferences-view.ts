import * as z from 'zod';
import type { Categories } from '#core/category.ts';
import { ChannelName } from '#core/channel.ts';
import {
  type ChannelOrder,
  type ChannelOrders,
  orderCategory,
  orderKey,
  resolveOrder,
} from '#core/channel-order.ts';
import { isoTime } from '#core/instant.ts';
import {
  cellParts,
  type Preference,
  PreferenceSource,
  type Preferences,
  preferenceCell,
  resolvePreference,
} from '#core/preferences.ts';
import type { ProblemDetail } from '#core/problem.ts';
import { QuietHours } from '#core/quiet-hours.ts';
import type { Profile } from '#core/recipient.ts';
import { ChannelEnum } from '#functions/channels/channel-enum.ts';
import { channels } from '#functions/channels/index.ts';

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

const PreferenceView = z.object({
  category: z.string().optional(),
  channel: ChannelName.optional(),
  enabled: z.boolean(),
  at: z.iso.datetime(),
  how: PreferenceSource,
  by: z.string(),
});

const ChannelOrderView = z.object({
  category: z.string().optional(),
  channels: z.array(ChannelName),
  at: z.iso.datetime(),
  how: PreferenceSource,
  by: z.string(),
});

const EffectiveOrderView = z.object({
  category: z.string(),
  channels: z.array(ChannelName),
  level: z
    .enum(['category', 'everything', 'cheapest-first'])
    .meta({ description: 'Which level won.' }),
  since: z.iso.datetime().optional(),
  how: PreferenceSource.optional().meta({ description: 'Absent where nobody said anything.' }),
});

const CellView = z.object({
  category: z.string(),
  channel: ChannelName,
  enabled: z.boolean(),
  level: z.string().meta({ description: 'Which level won.' }),
  since: z.iso.datetime().optional(),
  how: PreferenceSource.optional().meta({ description: 'Absent where nobody said anything.' }),
});

/** What GET answers: what was said, and what it comes to. */
export const PreferencesView = z
  .object({
    preferences: z.array(PreferenceView),
    quietHours: QuietHours.optional().meta({ description: "Absent for the stage's default." }),
    channelOrder: z
      .array(ChannelOrderView)
      .optional()
      .meta({ description: 'Absent where nobody said any.' }),
    orders: z.array(EffectiveOrderView).optional().meta({ description: 'With ?explain=true.' }),
    matrix: z.array(CellView).optional().meta({ description: 'With ?explain=true.' }),
  })
  .meta({
    id: 'Preferences',
    description: "A person's word, each with who gave it, when and how.",
  });

/** A profile's preferences as they are read; explained, with every category by every channel. */
export const toPreferencesView = (
  { preferences, quietHours, channelOrder = {} }: Profile,
  categories: Categories,
  isExplained: boolean,
): z.infer<typeof PreferencesView> => ({
  preferences: Object.entries(preferences).map(([cell, { enabled, at, how, by }]) => ({
    ...cellParts(cell),
    enabled,
    at: isoTime(at),
    how,
    by,
  })),
  ...(quietHours === undefined ? {} : { quietHours }),
  ...(Object.keys(channelOrder).length === 0 ? {} : { channelOrder: ordersOf(channelOrder) }),
  ...(isExplained
    ? {
        orders: effectiveOrders(channelOrder, categories),
        matrix: matrixOf(preferences, categories),
      }
    : {}),
});

function ordersOf(orders: ChannelOrders): z.infer<typeof ChannelOrderView>[] {
  return Object.entries(orders).map(([key, { at, ...order }]) => {
    const category = orderCategory(key);
    return { ...(category === undefined ? {} : { category }), ...order, at: isoTime(at) };
  });
}

function effectiveOrders(orders: ChannelOrders, categories: Categories) {
  const names = channels.map(({ name }) => name);
  return [...categories.keys()].map((category) => {
    const { channels: order, level, since, how } = resolveOrder(category, orders, names);
    return {
      category,
      channels: [...order],
      level,
      ...(since === undefined ? {} : { since: isoTime(since) }),
      ...(how === undefined ? {} : { how }),
    };
  });
}

function matrixOf(preferences: Preferences, categories: Categories) {
  return [...categories.values()].flatMap((category) =>
    channels.map(({ name: channel }) => {
      const { enabled, level, since, how } = resolvePreference(category, channel, preferences);
      return {
        category: category.id,
        channel,
        enabled,
        level,
        ...(since === undefined ? {} : { since: isoTime(since) }),
        ...(how === undefined ? {} : { how }),
      };
    }),
  );
}

/** The cells that a request sets, each with who set it, when and how. */
export const toCells = (
  { preferences }: PreferencesRequest,
  { how, by, at }: Omit<Preference, 'enabled'>,
): Preferences =>
  Object.fromEntries(
    preferences.map(({ category, channel, enabled }) => [
      preferenceCell(category, channel),
      { enabled, at, how, by },
    ]),
  );

/** The orders that a request sets, each with who set it, when and how. */
export const toOrders = (
  { channelOrder }: PreferencesRequest,
  said: Omit<ChannelOrder, 'channels'>,
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
    return enabled || (category.declinable && !category.critical)
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

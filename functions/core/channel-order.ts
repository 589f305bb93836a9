import * as z from 'zod';
import { ChannelName } from './channel.ts';
import { type PreferenceSource, Provenance } from './preferences.ts';
import { cheapestFirst } from './prices.ts';

/** The channels that a person prefers, the first most, and who said so, when and how. */
export const ChannelOrder = Provenance.extend({ channels: z.array(ChannelName).min(1) });
export type ChannelOrder = z.infer<typeof ChannelOrder>;

/** A person's orders by category, with * for all of them. */
export const ChannelOrders = z.record(z.string(), ChannelOrder);
export type ChannelOrders = z.infer<typeof ChannelOrders>;

const all = '*';

/** The key of a category's order; undefined means all of them. */
export const orderKey = (category?: string): string => category ?? all;

/** The category of a key; undefined for all of them. */
export const orderCategory = (key: string): string | undefined => (key === all ? undefined : key);

/** In which order a person's channels are tried, and why. */
export interface ResolvedOrder {
  readonly channels: readonly ChannelName[];
  readonly level: 'category' | 'everything' | 'cheapest-first';
  /** Since when, where somebody said so, and how. */
  readonly since?: number;
  readonly how?: PreferenceSource;
}

/** What was said for a category, or else for all; undefined where nothing was. */
export const preferredOrder = (
  orders: ChannelOrders | undefined,
  category: string | undefined,
): ChannelOrder | undefined => orders?.[orderKey(category)] ?? orders?.[orderKey()];

/** The channels in an order; what it leaves out follows, the cheapest first. */
export const inOrder = (
  channels: readonly ChannelName[],
  order: readonly ChannelName[] = [],
): readonly ChannelName[] => {
  const named = [...new Set(order)].filter((channel) => channels.includes(channel));
  return [...named, ...cheapestFirst(channels.filter((channel) => !named.includes(channel)))];
};

/** The order in which a category's channels are tried, and which level says so. */
export const resolveOrder = (
  category: string,
  orders: ChannelOrders | undefined,
  channels: readonly ChannelName[],
): ResolvedOrder => {
  const said = preferredOrder(orders, category);
  const inTurn = inOrder(channels, said?.channels);
  if (said === undefined) return { channels: inTurn, level: 'cheapest-first' };
  const level = orders?.[orderKey(category)] === undefined ? 'everything' : 'category';
  return { channels: inTurn, level, since: said.at, how: said.how };
};

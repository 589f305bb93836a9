import * as z from 'zod';
import { TemplateId } from '#core/template.ts';
import type { Dimension } from '#functions/analytics/cell.ts';
import type { GroupBy, SummaryItem } from '#functions/analytics/summarize.ts';
import { ChannelEnum } from '#functions/channels/channel-enum.ts';

/** How much can be asked for at once. */
export const mostDays = 92;

/** The words of the query for what a summary is by. */
const groupings = {
  day: 'day',
  template: 'templateId',
  category: 'category',
  variant: 'variant',
  channel: 'channel',
  provider: 'provider',
} as const satisfies Readonly<Record<string, GroupBy>>;

const date = z.iso.date('must be a day of UTC, such as 2026-11-23');
const filter = z.string().min(1).max(100);

/** What is asked for. */
export const SummaryQuery = z.strictObject({
  from: date.meta({ description: 'The first day, of UTC.' }),
  to: date.meta({ description: `The last day; ${mostDays} days at most.` }),
  groupBy: z.enum(['day', 'template', 'category', 'variant', 'channel', 'provider']).default('day'),
  templateId: TemplateId.optional(),
  category: filter.optional(),
  variant: filter.optional(),
  channel: ChannelEnum.optional(),
  provider: filter.optional(),
});
export type SummaryQuery = z.infer<typeof SummaryQuery>;

/** By what a query asks to have it. */
export const groupByOf = ({ groupBy }: SummaryQuery): GroupBy => groupings[groupBy];

/** What a query leaves of all that was counted. */
export const filtersOf = ({
  from: _,
  to: __,
  groupBy: ___,
  ...filters
}: SummaryQuery): Readonly<Partial<Record<Dimension, string>>> =>
  Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined));

const count = z.int().nonnegative();
const percentiles = z
  .object({ p50Ms: count, p90Ms: count, p99Ms: count })
  .meta({ id: 'LatencyPercentiles', description: 'In milliseconds, within a tenth.' });

const ItemView = z
  .object({
    day: z.iso.date().optional(),
    templateId: z.string().optional(),
    category: z.string().optional(),
    variant: z.string().optional().meta({
      description:
        'The version of a template made by API; in an experiment its id and the variant, 1f3a9c02.warm.',
    }),
    channel: z.string().optional(),
    provider: z.string().optional(),
    accepted: count.meta({
      description:
        'Notifications, on the day that they were due; by channel, those decided for it. ' +
        'No provider has them yet.',
    }),
    skipped: z.record(z.string(), count).meta({
      description: 'Channels of notifications that nothing was sent by, by reason code.',
    }),
    sent: count.meta({ description: 'Deliveries; so is all that follows.' }),
    delivered: count,
    bounced: count,
    complained: count,
    opened: count.meta({ description: 'By a person; a machine is not counted.' }),
    clicked: count,
    read: count,
    unsubscribed: count.meta({ description: 'By the link of a mail.' }),
    failed: count,
    expired: count,
    latency: z.object({
      toSent: percentiles.optional().meta({ description: 'From when it was due.' }),
      toDelivered: percentiles.optional().meta({ description: 'From when it was sent.' }),
    }),
  })
  .meta({
    id: 'AnalyticsItem',
    description: 'One group, under its own key; none for what has none.',
  });

/** What is answered. */
export const SummaryView = z
  .object({
    from: z.iso.date(),
    to: z.iso.date(),
    groupBy: SummaryQuery.shape.groupBy,
    items: z.array(ItemView),
  })
  .meta({
    id: 'AnalyticsSummary',
    description:
      'What became of notifications. What happened is counted on its own day, once, some minutes later.',
  });
export type SummaryView = z.infer<typeof SummaryView>;

/** A group as it is read. */
export const toItemView = (
  { key, counts, skipped, toSent, toDelivered }: SummaryItem,
  query: SummaryQuery,
): z.infer<typeof ItemView> =>
  ItemView.parse({
    ...(key === undefined ? {} : { [groupByOf(query)]: key }),
    ...counts,
    skipped,
    latency: {
      ...(toSent === undefined ? {} : { toSent }),
      ...(toDelivered === undefined ? {} : { toDelivered }),
    },
  });

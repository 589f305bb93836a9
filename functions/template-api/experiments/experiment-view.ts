import * as z from 'zod';
import { Variant, VariantName } from '#core/experiment.ts';
import { isoTime } from '#core/instant.ts';
import type { findExperiment } from '#core/release-experiment.ts';
import { ChannelEnum } from '#functions/channels/channel-enum.ts';
import { type Comparison, Metric } from './compare-variants.ts';

const Variants = z
  .array(Variant)
  .min(2)
  .max(5)
  .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, {
    error: 'must have different names',
  });

/** The body of `PUT /templates/{templateId}/experiment`. */
export const ExperimentRequest = z
  .strictObject({ variants: Variants })
  .meta({ id: 'ExperimentRequest', description: 'The versions to compare, and their shares.' });
export type ExperimentRequest = z.infer<typeof ExperimentRequest>;

/** The body of `POST /templates/{templateId}/experiment/promote`. */
export const PromoteRequest = z
  .strictObject({ variant: VariantName })
  .meta({ id: 'PromoteRequest', description: 'The variant that everybody is to get.' });
export type PromoteRequest = z.infer<typeof PromoteRequest>;

/** An experiment as it is read. */
export const ExperimentView = z
  .object({
    templateId: z.string(),
    experimentId: z.string(),
    status: z.enum(['RUNNING', 'ENDED']),
    variants: z.array(Variant),
    startedAt: z.iso.datetime(),
    startedBy: z.string(),
    endedAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'Experiment', description: 'Versions of a template that are sent side by side.' });
export type ExperimentView = z.infer<typeof ExperimentView>;

/** What is asked of results. */
export const ResultsQuery = z.strictObject({
  experimentId: z
    .string()
    .max(32)
    .optional()
    .meta({ description: 'Of an earlier one; the last one, where nothing is said.' }),
  channel: ChannelEnum.optional().meta({
    description: 'EMAIL, where the template has it, or else its first channel.',
  }),
  metric: Metric.optional().meta({
    description: 'What the leader is chosen by: opened for EMAIL, read for IN_APP, or delivered.',
  }),
});
export type ResultsQuery = z.infer<typeof ResultsQuery>;

const count = z.int().nonnegative();
const share = z.number().min(0).max(1);
const Rate = z
  .object({ rate: share, low: share, high: share, probabilityBest: share })
  .optional()
  .meta({
    description:
      'Of what was sent, with the 95 % interval (Wilson) and the probability that it is the best; ' +
      'absent before anything was sent.',
  });

/** Results as they are read. */
export const ResultsView = ExperimentView.omit({ variants: true })
  .extend({
    channel: z.string(),
    metric: Metric,
    variants: z.array(
      Variant.extend({
        accepted: count.meta({ description: 'Notifications decided for this channel.' }),
        sent: count.meta({ description: 'Deliveries; so is all that follows.' }),
        delivered: count,
        opened: count.meta({ description: 'By a person; a machine is not counted.' }),
        clicked: count,
        read: count,
        bounced: count,
        complained: count,
        failed: count,
        rates: z.object({ delivered: Rate, opened: Rate, clicked: Rate, read: Rate }),
      }),
    ),
    leader: z.string().optional().meta({ description: 'Most probably the best by the metric.' }),
    isConclusive: z.boolean().meta({ description: 'At least 95 % probable, and no warning.' }),
    warnings: z.array(
      z.object({
        code: z.enum(['TOO_FEW', 'SAMPLE_RATIO_MISMATCH', 'ONLY_FIRST_DAYS']),
        detail: z.string(),
      }),
    ),
  })
  .meta({
    id: 'ExperimentResults',
    description: 'How the variants compare, as far as it is counted: some minutes late.',
  });
export type ResultsView = z.infer<typeof ResultsView>;

type Found = NonNullable<ReturnType<typeof findExperiment>>;

/** An experiment, under way or over. */
export const toExperimentView = (
  templateId: string,
  { experimentId, variants, startedAt, startedBy, endedAt }: Found,
): ExperimentView => ({
  templateId,
  experimentId,
  status: endedAt === undefined ? 'RUNNING' : 'ENDED',
  variants,
  startedAt: isoTime(startedAt),
  startedBy,
  ...(endedAt === undefined ? {} : { endedAt: isoTime(endedAt) }),
});

/** What it comes to; rates with four digits, for no more of them mean anything. */
export const toResultsView = (
  templateId: string,
  found: Found,
  { channel, metric }: { readonly channel: string; readonly metric: Metric },
  { variants, leader, isConclusive, warnings }: Comparison,
): ResultsView => ({
  ...toExperimentView(templateId, found),
  channel,
  metric,
  variants: variants.map(({ counts, rates, ...variant }) => ({
    ...variant,
    accepted: counts.accepted,
    sent: counts.sent,
    delivered: counts.delivered,
    opened: counts.opened,
    clicked: counts.clicked,
    read: counts.read,
    bounced: counts.bounced,
    complained: counts.complained,
    failed: counts.failed,
    rates: {
      delivered: rounded(rates.delivered),
      opened: rounded(rates.opened),
      clicked: rounded(rates.clicked),
      read: rounded(rates.read),
    },
  })),
  ...(leader === undefined ? {} : { leader }),
  isConclusive,
  warnings: [...warnings],
});

type Rates = Comparison['variants'][number]['rates'];

function rounded(rate: Rates[Metric]): Rates[Metric] {
  const round = (value: number) => Math.round(value * 10_000) / 10_000;
  return (
    rate && {
      rate: round(rate.rate),
      low: round(rate.low),
      high: round(rate.high),
      probabilityBest: Math.min(1, round(rate.probabilityBest)),
    }
  );
}

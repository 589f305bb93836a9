import * as z from 'zod';
import type { Variant } from '#core/experiment.ts';
import { probabilityBest } from './probability-best.ts';
import { isSampleRatioOff } from './sample-ratio.ts';
import { type RateInterval, wilsonInterval } from './wilson-interval.ts';

/** What variants can be compared by: of what was sent, how much came to that. */
export const Metric = z.enum(['delivered', 'opened', 'clicked', 'read']);
export type Metric = z.infer<typeof Metric>;

/** What became of one variant by one channel: notifications decided for it, then deliveries. */
export type VariantCounts = Readonly<
  Record<'accepted' | 'sent' | 'bounced' | 'complained' | 'failed' | Metric, number>
>;

/** One variant beside the others. */
export interface ComparedVariant extends Variant {
  readonly counts: VariantCounts;
  readonly rates: Readonly<
    Record<Metric, (RateInterval & { readonly probabilityBest: number }) | undefined>
  >;
}

/** What keeps a comparison from being believed. */
export interface ComparisonWarning {
  readonly code: 'TOO_FEW' | 'SAMPLE_RATIO_MISMATCH' | 'ONLY_FIRST_DAYS';
  readonly detail: string;
}

export interface Comparison {
  readonly variants: readonly ComparedVariant[];
  /** The one that is most probably best by the metric; undefined before anything was sent. */
  readonly leader: string | undefined;
  /** Whether the leader may be believed: 95 %, and no warning. */
  readonly isConclusive: boolean;
  readonly warnings: readonly ComparisonWarning[];
}

/** Fewer than these say next to nothing, whatever their rates are. */
const fewestSent = 100;
const fewestSuccesses = 5;
const conclusive = 0.95;

/** Compares variants by every metric, and says which one leads by the one that is asked for. */
export const compareVariants = (
  counted: readonly (Variant & { readonly counts: VariantCounts })[],
  metric: Metric,
): Comparison => {
  const best = new Map(
    Metric.options.map((one) => [
      one,
      probabilityBest(counted.map(({ counts }) => proportionOf(counts, one))),
    ]),
  );
  const variants = counted.map((variant, position): ComparedVariant => {
    const rate = (one: Metric) => {
      const interval = wilsonInterval(proportionOf(variant.counts, one));
      return interval && { ...interval, probabilityBest: best.get(one)?.[position] ?? 0 };
    };
    const rates = {
      delivered: rate('delivered'),
      opened: rate('opened'),
      clicked: rate('clicked'),
      read: rate('read'),
    };
    return { ...variant, rates };
  });
  const probability = ({ rates }: ComparedVariant) => rates[metric]?.probabilityBest ?? 0;
  const leader = variants
    .filter(({ rates }) => rates[metric] !== undefined)
    .toSorted((one, other) => probability(other) - probability(one))[0];
  const warnings = warningsOf(counted, metric);
  const isConclusive =
    leader !== undefined && probability(leader) >= conclusive && warnings.length === 0;
  return { variants, leader: leader?.name, isConclusive, warnings };
};

/** What was opened may be counted before it is counted as sent. */
function proportionOf(counts: VariantCounts, metric: Metric) {
  const successes = counts[metric];
  return { successes, trials: Math.max(counts.sent, successes) };
}

function warningsOf(
  counted: readonly (Variant & { readonly counts: VariantCounts })[],
  metric: Metric,
): readonly ComparisonWarning[] {
  const few = counted.filter(
    ({ counts }) => counts.sent < fewestSent || counts[metric] < fewestSuccesses,
  );
  const samples = counted.map(({ counts, weight }) => ({ count: counts.accepted, weight }));
  const warnings: ComparisonWarning[] = [];
  if (few.length > 0) {
    const names = few.map(({ name }) => name).join(', ');
    const detail = `${names}: fewer than ${fewestSent} sent or ${fewestSuccesses} ${metric}; wait for more.`;
    warnings.push({ code: 'TOO_FEW', detail });
  }
  if (isSampleRatioOff(samples)) {
    const shares = counted.map(({ name, counts }) => `${name} ${counts.accepted}`).join(', ');
    const detail = `Shares are not those of the weights (${shares}): do not compare rates before you know why.`;
    warnings.push({ code: 'SAMPLE_RATIO_MISMATCH', detail });
  }
  return warnings;
}

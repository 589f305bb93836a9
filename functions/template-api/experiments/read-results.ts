import { variantTag } from '#core/experiment.ts';
import type { findExperiment } from '#core/release-experiment.ts';
import type { Counts } from '#functions/analytics/segment.ts';
import { type SummaryItem, summarize } from '#functions/analytics/summarize.ts';
import { concurrently } from '#platform/concurrently.ts';
import { type Comparison, compareVariants, type Metric } from './compare-variants.ts';

const dayMs = 86_400_000;

/** What is opened later than so long after the end is not waited for. */
const heardAfterEndMs = 30 * dayMs;

/** One query a day: more than a season is a question for analytics. */
const mostDays = 92;

export interface ReadResultsDeps {
  /** What a day of UTC comes to, part by part. */
  readonly countsOf: (day: string) => Promise<readonly Counts[]>;
  readonly now: () => number;
}

type Found = NonNullable<ReturnType<typeof findExperiment>>;

/** What an experiment comes to by one channel, as far as it is counted: by analytics, some minutes late. */
export const readResults = async (
  templateId: string,
  { experimentId, variants, startedAt, endedAt }: Found,
  { channel, metric }: { readonly channel: string; readonly metric: Metric },
  { countsOf, now }: ReadResultsDeps,
): Promise<Comparison> => {
  const last = endedAt === undefined ? now() : Math.min(now(), endedAt + heardAfterEndMs);
  const asked = daysFrom(startedAt, last);
  const days = await concurrently(asked.slice(0, mostDays), async (day) => ({
    day,
    counts: await countsOf(day),
  }));
  const items = summarize(days, { groupBy: 'variant', only: { templateId, channel } });
  const byTag = new Map(items.map((item) => [item.key, item]));
  const counted = variants.map((variant) => {
    const item = byTag.get(variantTag({ experimentId, variant: variant.name }));
    return { ...variant, counts: item?.counts ?? nothing };
  });
  const compared = compareVariants(counted, metric);
  if (asked.length <= mostDays) return compared;
  const detail = `Only its first ${mostDays} days are counted here; it is time to end it.`;
  const warnings = [...compared.warnings, { code: 'ONLY_FIRST_DAYS' as const, detail }];
  return { ...compared, isConclusive: false, warnings };
};

const nothing: SummaryItem['counts'] = {
  accepted: 0,
  sent: 0,
  delivered: 0,
  bounced: 0,
  complained: 0,
  opened: 0,
  clicked: 0,
  read: 0,
  unsubscribed: 0,
  failed: 0,
  expired: 0,
};

/** Every day of UTC from one instant to another. */
function daysFrom(first: number, last: number): readonly string[] {
  const start = Math.floor(first / dayMs);
  const length = Math.max(0, Math.floor(last / dayMs) - start) + 1;
  return Array.from({ length }, (_, day) =>
    new Date((start + day) * dayMs).toISOString().slice(0, 10),
  );
}

import type { Counts } from '#functions/analytics/segment.ts';
import { summarize } from '#functions/analytics/summarize.ts';
import { concurrently } from '#platform/concurrently.ts';
import { invalid } from '#platform/invalid.ts';
import { route } from '#platform/route.ts';
import {
  filtersOf,
  groupByOf,
  mostDays,
  SummaryQuery,
  SummaryView,
  toItemView,
} from './summary-view.ts';

export interface SummaryRouteDeps {
  /** What a day of UTC comes to, part by part. */
  readonly countsOf: (day: string) => Promise<readonly Counts[]>;
}

/** What became of notifications, in numbers. */
export const summaryRoute = route<SummaryRouteDeps, unknown, SummaryQuery>({
  method: 'GET',
  path: '/analytics/summary',
  operationId: 'getAnalyticsSummary',
  summary:
    'What became of notifications, in numbers, by day, template, category, channel or provider',
  query: SummaryQuery,
  answers: { 200: { description: 'The numbers.', schema: SummaryView } },
  problems: ['INVALID_REQUEST'],
  handle: async ({ query }, { countsOf }) => {
    const days = await concurrently(daysOf(query), async (day) => ({
      day,
      counts: await countsOf(day),
    }));
    const question = { groupBy: groupByOf(query), only: filtersOf(query) };
    const items = summarize(days, question).map((item) => toItemView(item, query));
    const { from, to, groupBy } = query;
    return { status: 200, body: { from, to, groupBy, items } satisfies SummaryView };
  },
});

const dayMs = 86_400_000;

/** Every day that is asked for. */
function daysOf({ from, to }: SummaryQuery): readonly string[] {
  const first = Date.parse(from);
  const days = Math.round((Date.parse(to) - first) / dayMs) + 1;
  if (days < 1) throw outOfRange('must not be before from');
  if (days > mostDays) throw outOfRange(`must be less than ${mostDays} days after from`);
  return Array.from({ length: days }, (_, day) =>
    new Date(first + day * dayMs).toISOString().slice(0, 10),
  );
}

function outOfRange(why: string) {
  const pointer = '/query/to';
  return invalid([{ pointer, code: 'INVALID_VALUE', detail: `${pointer}: ${why}.` }]);
}

import { expect, test } from 'vitest';
import type { StatusEvent } from '#core/event.ts';
import { countEvent } from '#functions/analytics/count-event.ts';
import { foldSegments, toSegments } from '#functions/analytics/segment.ts';
import { readResults } from '#functions/template-api/experiments/read-results.ts';
import { eventOf, noon } from '../../analytics/status-event.ts';

const dayMs = 86_400_000;
const experiment = {
  experimentId: '1f3a9c02',
  variants: [
    { name: 'plain', version: 1, weight: 1 },
    { name: 'warm', version: 2, weight: 1 },
  ],
  startedAt: noon,
  startedBy: 'me',
};
const question = { channel: 'EMAIL', metric: 'opened' } as const;

/** What analytics comes to on the day of these events, and the days that it is asked for. */
const analyticsOf = (events: readonly StatusEvent[]) => {
  const asked: string[] = [];
  const segments = toSegments(events.flatMap(countEvent), 1).map(({ segment }) => segment);
  const { counts } = foldSegments(segments);
  const countsOf = async (day: string) => {
    asked.push(day);
    return day === '2026-11-23' ? [counts] : [];
  };
  return { asked, countsOf };
};

test('counts each variant of this experiment, by the channel that is asked for', async () => {
  const sent = (number: number, variant: string) => eventOf(number, { variant });
  const opened = (number: number, variant: string) =>
    eventOf(number, { variant, status: 'DELIVERED', engagement: 'OPENED' });
  const { countsOf } = analyticsOf([
    sent(1, '1f3a9c02.plain'),
    sent(2, '1f3a9c02.plain'),
    sent(3, '1f3a9c02.warm'),
    opened(3, '1f3a9c02.warm'),
    // Of another experiment, of none, by another channel, of another template.
    sent(4, 'ffffffff.warm'),
    sent(5, '2'),
    eventOf(6, { variant: '1f3a9c02.warm', channel: 'SMS' }),
    eventOf(7, { variant: '1f3a9c02.warm', templateId: 'OTHER' }),
  ]);
  const deps = { countsOf, now: () => noon };
  const { variants } = await readResults('ORDER_CONFIRMATION', experiment, question, deps);
  expect(variants.map(({ name, counts }) => ({ name, ...counts }))).toMatchObject([
    { name: 'plain', accepted: 2, sent: 2, opened: 0 },
    { name: 'warm', accepted: 1, sent: 1, opened: 1 },
  ]);
});

test.each([
  ['while it runs', undefined, 3, 4],
  ['a month after its end and no longer', noon + dayMs, 60, 32],
  ['over a season and no longer', undefined, 120, 92],
])('asks for every day %s', async (_, endedAt, ageDays, days) => {
  const { asked, countsOf } = analyticsOf([]);
  const ended = endedAt === undefined ? {} : { endedAt };
  const deps = { countsOf, now: () => noon + ageDays * dayMs };
  const result = await readResults('MADE', { ...experiment, ...ended }, question, deps);
  expect([asked.length, asked[0]]).toEqual([days, '2026-11-23']);
  const codes = result.warnings.map(({ code }) => code);
  expect(codes).toEqual(days === 92 ? ['TOO_FEW', 'ONLY_FIRST_DAYS'] : ['TOO_FEW']);
});

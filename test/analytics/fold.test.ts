import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StatusEvent } from '#core/event.ts';
import { parseCellKey } from '#functions/analytics/cell.ts';
import { countEvent } from '#functions/analytics/count-event.ts';
import { bucketOf, middleOf, percentile } from '#functions/analytics/latency-bucket.ts';
import {
  decodeCounts,
  decodeSegment,
  encodeCounts,
  encodeSegment,
  foldSegments,
  type Segment,
  toSegments,
} from '#functions/analytics/segment.ts';
import { anyEvent, eventOf, noon } from './status-event.ts';

/** What batches of events come to, place by place, as the function and its table have it. */
const totalsOf = (batches: readonly (readonly StatusEvent[])[], shards: number) => {
  const written = batches.flatMap((batch) => toSegments(batch.flatMap(countEvent), shards));
  const places = Map.groupBy(written, ({ place }) => `${place.hour}#${place.shard}`);
  return Object.fromEntries(
    [...places].map(([place, there]) => {
      const segments = there.map(({ segment }) => decodeSegment(encodeSegment(segment)));
      const { counts } = foldSegments(segments);
      return [place, Object.fromEntries(decodeCounts(encodeCounts(counts)))];
    }),
  );
};

/** How often each measure was counted, whatever the rest of its cell, on all of a notification's channels. */
const measured = (events: readonly StatusEvent[]) => {
  const counted: Record<string, number> = {};
  for (const place of Object.values(totalsOf([events], 1))) {
    for (const [key, count] of Object.entries(place)) {
      const { measure, channel } = parseCellKey(key);
      const name = measure === 'accepted' && channel !== '' ? 'acceptedByChannel' : measure;
      counted[name] = (counted[name] ?? 0) + count;
    }
  }
  return counted;
};

/** Of a notification as a whole. */
const ofNotification = (more: Partial<StatusEvent>): StatusEvent => {
  const { deliveryId: _, channel: __, provider: ___, ...event } = eventOf(1, more);
  return event;
};

describe('what is counted', () => {
  const delivered = { status: 'DELIVERED', at: noon + 3_000 } as const;
  test.each<readonly [string, readonly StatusEvent[], Readonly<Record<string, number>>]>([
    ['a mail that is sent', [eventOf(1)], { accepted: 1, acceptedByChannel: 1, sent: 1 }],
    [
      'one that arrives is no other',
      [eventOf(1), eventOf(1, delivered)],
      { accepted: 1, acceptedByChannel: 1, sent: 1, delivered: 1 },
    ],
    ['that a mail arrived, and no more', [eventOf(1, delivered)], { delivered: 1 }],
    [
      'what is told twice, the second time by a later attempt',
      [eventOf(1), eventOf(1, { attempt: 2 })],
      { accepted: 1, acceptedByChannel: 1, sent: 1 },
    ],
    [
      'what is tried again is accepted, and nothing else yet',
      [eventOf(1, { status: 'RETRYING' })],
      { accepted: 1, acceptedByChannel: 1 },
    ],
    [
      'one notification by two channels',
      [eventOf(1), eventOf(1, { channel: 'SMS', deliveryId: 'other' })],
      { accepted: 1, acceptedByChannel: 2, sent: 2 },
    ],
    [
      'a channel that is skipped, for each of two devices',
      [eventOf(1, { status: 'SKIPPED' }), eventOf(1, { status: 'SKIPPED', deliveryId: 'other' })],
      { accepted: 1, acceptedByChannel: 1, skipped: 1 },
    ],
    [
      'nobody to hear it, which its channels say as well',
      [ofNotification({ status: 'SKIPPED' }), eventOf(1, { status: 'SKIPPED' })],
      { accepted: 1, acceptedByChannel: 1, skipped: 1 },
    ],
    ['nothing but nobody to hear it', [ofNotification({ status: 'SKIPPED' })], { accepted: 1 }],
    [
      'what is cancelled after it was due',
      [ofNotification({ status: 'CANCELLED' }), ofNotification({ status: 'CANCELLED' })],
      { accepted: 1 },
    ],
    ['not what is cancelled before', [ofNotification({ status: 'CANCELLED', at: noon - 1 })], {}],
    [
      'what expires before it is routed',
      [ofNotification({ status: 'EXPIRED' })],
      { accepted: 1, expired: 1 },
    ],
    ['what a person does', [eventOf(1, { ...delivered, engagement: 'CLICKED' })], { clicked: 1 }],
    [
      'that somebody unsubscribed',
      [eventOf(1, { ...delivered, engagement: 'UNSUBSCRIBED' })],
      { unsubscribed: 1 },
    ],
    [
      'not what a machine does',
      [eventOf(1, { ...delivered, engagement: 'OPENED_BY_MACHINE' })],
      {},
    ],
  ])('%s', (_, events, expected) => expect(measured(events)).toEqual(expected));

  test('an event counts in its own hour, and its notification in the one that it was due in', () => {
    const late = noon + 3 * 3_600_000;
    const totals = totalsOf([[eventOf(1, { at: late })]], 1);
    const where = Object.entries(totals).map(([place, counts]) => [
      place,
      [...new Set(Object.keys(counts).map((key) => parseCellKey(key).measure))],
    ]);
    expect(where).toEqual([
      ['2026-11-23T15#0', ['sent']],
      ['2026-11-23T12#0', ['accepted']],
    ]);
  });
});

test('any split into batches, in any order, with any repeats, comes to the same', () => {
  fc.assert(
    fc.property(
      fc.array(anyEvent, { minLength: 1, maxLength: 40, size: 'max' }),
      fc.array(fc.array(fc.nat(1_000), { maxLength: 15 }), { maxLength: 8 }),
      fc.integer({ min: 1, max: 4 }),
      (events, picks, shards) => {
        const repeats = picks.map((batch) =>
          batch.flatMap((pick) => events[pick % events.length] ?? []),
        );
        const each = events.toReversed().map((event) => [event]);
        expect(totalsOf([...repeats, ...each], shards)).toEqual(totalsOf([events], shards));
      },
    ),
    { numRuns: 60 },
  );
});

test('shards are parts: together they come to what one does', () => {
  const events = Array.from({ length: 200 }, (_, number) => eventOf(number));
  const sum = (shards: number) =>
    Object.values(totalsOf([events], shards))
      .flatMap((counts) => Object.values(counts))
      .reduce((total, count) => total + count, 0);
  expect(sum(4)).toBe(sum(1));
  expect(Object.keys(totalsOf([events], 4))).toHaveLength(4);
});

test('a segment takes about nine bytes an id', () => {
  const events = Array.from({ length: 1_000 }, (_, number) => eventOf(number));
  const [{ segment } = { segment: new Map() as Segment }] = toSegments(
    events.flatMap(countEvent),
    1,
  );
  expect(encodeSegment(segment).byteLength).toBeLessThan(3 * 1_000 * 9.5);
});

describe('percentiles', () => {
  test('are within a tenth of what sorting says, however the histograms were added up', () => {
    const durations = fc.array(fc.integer({ min: 1, max: 86_400_000 }), { minLength: 1 });
    fc.assert(
      fc.property(durations, fc.constantFrom(0.5, 0.9, 0.99), (values, share) => {
        const histogram = new Map<number, number>();
        for (const value of values) {
          histogram.set(bucketOf(value), (histogram.get(bucketOf(value)) ?? 0) + 1);
        }
        const exact = values.toSorted((one, other) => one - other)[
          Math.ceil(share * values.length) - 1
        ];
        const ratio = (percentile(histogram, share) ?? 0) / (exact ?? 0);
        // Middles are whole milliseconds, which matters for the least of them.
        const rounding = 0.5 / (exact ?? 1);
        expect(ratio).toBeGreaterThan(1 / 1.1 - rounding);
        expect(ratio).toBeLessThan(1.1 + rounding);
      }),
    );
  });

  test.each([-5, 0, 0.4, 1])('%s ms is in the first bucket', (durationMs) => {
    expect(bucketOf(durationMs)).toBe(0);
    expect(middleOf(0)).toBe(1);
  });

  test('of nothing there are none', () => expect(percentile(new Map(), 0.5)).toBeUndefined());
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { admissionOf, logged, longestStretch, type UsageLog } from '#core/rate-limit.ts';

const minute = 60_000;
const noQuiet = () => undefined;
const ask = (over: Partial<Parameters<typeof admissionOf>[0]>) =>
  admissionOf({
    notificationId: 'new',
    category: 'offers',
    own: [{ count: 2, perSeconds: 600 }],
    overall: [],
    log: [],
    now: 100 * minute,
    closedUntil: noQuiet,
    ...over,
  });
const at = (minutes: number, category = 'offers', notificationId = `at ${minutes}`) => ({
  notificationId,
  category,
  at: minutes * minute,
});

test.each<[string, Parameters<typeof ask>[0], number | undefined]>([
  ['nobody was told anything', {}, 100],
  ['there is room for one more', { log: [at(95)] }, 100],
  ['one of two has left the stretch', { log: [at(90), at(99)] }, 100],
  ['two stand against it: when the first leaves', { log: [at(92), at(99)] }, 102],
  ['what waits has its place: after it', { log: [at(92), at(99), at(102)] }, 109],
  ['another category fills nothing', { log: [at(92, 'orders'), at(99, 'orders')] }, 100],
  [
    'everything together is too much, and the later place counts',
    { log: [at(92), at(99, 'orders')], overall: [{ count: 1, perSeconds: 600 }] },
    109,
  ],
  [
    'its place would be in quiet hours, and the one after them is taken',
    {
      log: [at(92), at(99), at(110)],
      closedUntil: (moment: number) => (moment < 108 * minute ? 108 * minute : undefined),
    },
    109,
  ],
  ['it was told already', { log: [at(92), at(99), at(99, 'offers', 'new')] }, 100],
  ['it has its place', { log: [at(92), at(99), at(105, 'offers', 'new')] }, 105],
  ['too many wait', { log: Array.from({ length: 200 }, (_, place) => at(100 + place)) }, undefined],
])('says when there is room where %s', (_, over, minutes) => {
  const admission = ask(over);
  expect(admission?.at).toBe(minutes === undefined ? undefined : minutes * minute);
  expect(admission?.limit !== undefined).toBe(minutes !== undefined && minutes > 100);
});

const limit = fc.record({
  count: fc.integer({ min: 1, max: 4 }),
  perSeconds: fc.integer({ min: 60, max: 7_200 }),
});
const flood = fc.record({
  own: fc.array(limit, { maxLength: 2 }),
  overall: fc.array(limit, { maxLength: 2 }),
  asks: fc.array(
    fc.record({
      category: fc.constantFrom('offers', 'orders'),
      after: fc.integer({ min: 0, max: 30 }),
      isRepeat: fc.boolean(),
    }),
    { minLength: 1, maxLength: 40 },
  ),
  quietEvery: fc.constantFrom(0, 90, 240),
});

test('whatever comes when, no stretch holds more than its limit, and nothing is told in quiet hours', () => {
  fc.assert(
    fc.property(flood, ({ own, overall, asks, quietEvery }) => {
      // Every so many minutes the first twenty are quiet.
      const quietUntil = (moment: number) => {
        const into = quietEvery === 0 ? 60 : (moment / minute) % quietEvery;
        return into < 20 ? moment + (20 - into) * minute : undefined;
      };
      const longest = longestStretch([...own, ...overall]);
      let log: UsageLog = [];
      let now = 0;
      const told = new Map<string, { readonly category: string; readonly at: number }>();
      for (const [position, { category, after, isRepeat }] of asks.entries()) {
        now += after * minute;
        const isQuietNow = quietUntil(now) !== undefined;
        if (isQuietNow) continue;
        const notificationId = `${isRepeat ? position - 1 : position}`;
        const before = told.get(notificationId);
        const ofCategory = before?.category ?? category;
        const request = {
          notificationId,
          category: ofCategory,
          own,
          overall,
          log,
          now,
          closedUntil: quietUntil,
        };
        const admission = admissionOf(request);
        expect(admissionOf(request)).toEqual(admission);
        if (admission === undefined) continue;
        if (before !== undefined && log.some((use) => use.notificationId === notificationId)) {
          expect(admission.at).toBe(Math.max(before.at, now));
          continue;
        }
        log = logged(log, { notificationId, category: ofCategory, at: admission.at }, now, longest);
        told.set(notificationId, { category: ofCategory, at: admission.at });
      }
      const all = [...told.values()];
      for (const { at: moment } of all) expect(quietUntil(moment)).toBeUndefined();
      const holds = (times: readonly number[], { count, perSeconds }: (typeof own)[number]) =>
        times.every(
          (start) =>
            times.filter((time) => time >= start && time < start + perSeconds * 1000).length <=
            count,
        );
      for (const one of own) {
        for (const category of ['offers', 'orders']) {
          expect(
            holds(
              all.flatMap((use) => (use.category === category ? [use.at] : [])),
              one,
            ),
          ).toBe(true);
        }
      }
      for (const one of overall)
        expect(
          holds(
            all.map((use) => use.at),
            one,
          ),
        ).toBe(true);
    }),
    { numRuns: 200 },
  );
});

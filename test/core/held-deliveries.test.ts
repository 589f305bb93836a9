import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Decided, decide } from '#core/decide.ts';
import type { RequestMessage } from '#core/messages.ts';
import type { DeliveryRecord, NotificationRecord } from '#core/notification.ts';
import { planRoute } from '#core/plan-route.ts';
import { type QuietHours, quietUntil } from '#core/quiet-hours.ts';
import { channels } from '#functions/channels/index.ts';
import { categories } from '#templates/categories.ts';
import { quietHoursIn, zones } from './quiet-hours-arbitrary.ts';

const hour = 3_600_000;
const start = Date.parse('2026-03-27T00:00:00Z');

interface Life {
  readonly quietHours: QuietHours;
  readonly timeZone: string;
  /** The person moves, or changes their mind, after so many hours. */
  readonly next: { readonly afterHours: number; readonly zone: string; readonly quiet: QuietHours };
  readonly sentAt: number;
  readonly livesHours: number;
  /** How late each message comes, and how often. */
  readonly lateMinutes: readonly number[];
  readonly copies: number;
}

const life: fc.Arbitrary<Life> = fc.record({
  quietHours: quietHoursIn,
  timeZone: zones,
  next: fc.record({
    afterHours: fc.integer({ min: 0, max: 72 }),
    zone: zones,
    quiet: quietHoursIn,
  }),
  // Clocks are changed in these days in many zones.
  sentAt: fc.integer({ min: start, max: start + 96 * hour }),
  livesHours: fc.integer({ min: 1, max: 240 }),
  lateMinutes: fc.array(fc.integer({ min: 0, max: 90 }), { minLength: 1, maxLength: 6 }),
  copies: fc.integer({ min: 1, max: 3 }),
});

/** One notification through the router's pure parts, with a record that is changed as the table's would be. */
const live = ({ next: changed, sentAt, livesHours, lateMinutes, copies, ...own }: Life) => {
  const movedAt = sentAt + changed.afterHours * hour;
  const personAt = (now: number) =>
    now < movedAt
      ? { timeZone: own.timeZone, quietHours: own.quietHours }
      : { timeZone: changed.zone, quietHours: changed.quiet };
  const expiresAt = sentAt + livesHours * hour;
  let record: NotificationRecord = {
    notificationId: 'ntf_1',
    status: 'ACCEPTED',
    templateId: 'ORDER_CONFIRMATION',
    category: 'orders',
    priority: 'MEDIUM',
    recipientKey: 'USER#ada',
    createdAt: sentAt,
    expiresAt,
    timeline: [],
  };
  const request: RequestMessage = {
    schemaVersion: 1,
    notificationId: 'ntf_1',
    templateId: 'ORDER_CONFIRMATION',
    recipient: { type: 'USER_ID', identifier: 'ada' },
    data: {},
    priority: 'MEDIUM',
    caller: '1/Orders',
    acceptedAt: sentAt,
    expiresAt,
  };
  const decideAt = (now: number): Decided =>
    decide({
      channels,
      contentChannels: ['EMAIL', 'IN_APP'],
      requestedChannels: undefined,
      recipient: {
        kind: 'user',
        profile: {
          userId: 'ada',
          email: 'ada@example.com',
          devices: [],
          preferences: {},
          preferencesVersion: 0,
          suppressions: {},
          createdAt: '2026-01-01T00:00:00Z',
          updatedAt: '2026-01-01T00:00:00Z',
          ...personAt(now),
        },
      },
      category: categories.get('orders'),
      priority: 'MEDIUM',
      overriddenBy: undefined,
      quietHoursByDefault: undefined,
      limits: undefined,
      now,
    });
  const queued: { readonly key: string; readonly round: number; readonly at: number }[] = [];
  let pending: { readonly message: RequestMessage; readonly at: number }[] = [
    { message: request, at: sentAt },
  ];
  for (let step = 0; pending.length > 0 && step < 200; step += 1) {
    pending.sort((one, other) => one.at - other.at);
    const [next] = pending.splice(0, 1);
    if (next === undefined) break;
    const late = (lateMinutes[step % lateMinutes.length] ?? 0) * 60_000;
    const now = next.at + late;
    for (let copy = 0; copy < copies; copy += 1) {
      const plan = planRoute(next.message, record, decideAt(now), now);
      if (plan.kind === 'gone') continue;
      if (plan.kind === 'expire') {
        record = { ...record, status: 'EXPIRED', deliveries: {} };
        continue;
      }
      if (plan.kind !== 'repeat') {
        const deliveries: Readonly<Record<string, DeliveryRecord>> = plan.deliveries;
        record = {
          ...record,
          status: 'ROUTED',
          deliveries: { ...record.deliveries, ...deliveries },
        };
      }
      for (const { key, round } of plan.queue) queued.push({ key, round, at: now });
      for (const { round, channels: held, until } of plan.holds) {
        const message = { ...request, release: { round, channels: [...held] } };
        const isThere = pending.some(({ message: { release } }) => release?.round === round);
        if (!isThere) pending = [...pending, { message, at: until }];
      }
    }
  }
  return { record, queued, pending, personAt, expiresAt };
};

test('what is held is released exactly once, and never into quiet hours', () => {
  fc.assert(
    fc.property(life, (one) => {
      const { record, queued, pending, personAt, expiresAt } = live(one);
      expect(pending).toEqual([]);
      const rounds = Map.groupBy(queued, ({ key }) => key);
      for (const [key, times] of rounds) {
        // A copy queues again what the first one may have died before queueing: under the same id and round.
        expect(new Set(times.map(({ round }) => round)).size, key).toBe(1);
        for (const { at } of times) {
          const { quietHours, timeZone } = personAt(at);
          expect(quietUntil(quietHours, timeZone, at), new Date(at).toISOString()).toBeUndefined();
          expect(at).toBeLessThan(expiresAt);
        }
      }
      const ends = Object.values(record.deliveries ?? {}).map(({ status }) => status);
      for (const status of ends) expect(['QUEUED', 'EXPIRED']).toContain(status);
      const isExpired = record.status === 'EXPIRED' || ends.every((status) => status === 'EXPIRED');
      expect(isExpired).toBe(rounds.size === 0);
    }),
    { numRuns: 300 },
  );
});

test('decides the same for the same, however its parts are ordered', () => {
  const word = fc.record({
    enabled: fc.boolean(),
    at: fc.integer({ min: 0, max: 9 }),
    how: fc.constant('API' as const),
    by: fc.constant('1/Shop'),
  });
  const cell = fc
    .tuple(
      fc.constantFrom('orders', 'promotions', '*'),
      fc.constantFrom('EMAIL', 'IN_APP', 'SMS', '*'),
    )
    .map((parts) => parts.join('#'));
  const input = fc.record({
    preferences: fc.dictionary(cell, word),
    category: fc.constantFrom(...categories.values()),
    quietHours: quietHoursIn,
    timeZone: zones,
    now: fc.integer({ min: start, max: start + 300 * hour }),
  });
  fc.assert(
    fc.property(input, ({ preferences, category, now, ...person }) => {
      const decideWith = (cells: typeof preferences) =>
        decide({
          channels,
          contentChannels: ['EMAIL', 'IN_APP', 'SMS'],
          requestedChannels: undefined,
          recipient: {
            kind: 'user',
            profile: {
              userId: 'ada',
              email: 'ada@example.com',
              phoneNumber: '+14155550123',
              devices: [],
              preferences: cells,
              preferencesVersion: 0,
              suppressions: {},
              createdAt: '2026-01-01T00:00:00Z',
              updatedAt: '2026-01-01T00:00:00Z',
              ...person,
            },
          },
          category,
          priority: 'MEDIUM',
          overriddenBy: undefined,
          quietHoursByDefault: undefined,
          limits: undefined,
          now,
        });
      const once = decideWith(preferences);
      expect(decideWith(Object.fromEntries(Object.entries(preferences).reverse()))).toEqual(once);
      expect(decideWith(structuredClone(preferences))).toEqual(once);
    }),
    { numRuns: 200 },
  );
});

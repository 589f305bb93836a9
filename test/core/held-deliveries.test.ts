import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashAddress } from '#core/address.ts';
import type { Category } from '#core/category.ts';
import { type Decided, decide } from '#core/decide.ts';
import type { RequestMessage } from '#core/messages.ts';
import type { DeliveryRecord, NotificationRecord } from '#core/notification.ts';
import { closedReason } from '#core/open-hours.ts';
import { planRoute } from '#core/plan-route.ts';
import { Priority } from '#core/priority.ts';
import type { QuietHours } from '#core/quiet-hours.ts';
import type { SendWindow } from '#core/send-window.ts';
import { suppressionCell } from '#core/suppression.ts';
import { channels } from '#functions/channels/index.ts';
import { categories } from '#templates/categories.ts';
import { ada } from './ada.ts';
import { weeklyHours, zones } from './hours-arbitrary.ts';

const hour = 3_600_000;
const addresses = { EMAIL: 'ada@example.com', SMS: '+14155550123' } as const;
const start = Date.parse('2026-03-27T00:00:00Z');

interface Life {
  readonly quietHours: QuietHours;
  readonly timeZone: string;
  /** The person moves, or changes their mind, after so many hours. */
  readonly next: { readonly afterHours: number; readonly zone: string; readonly quiet: QuietHours };
  /** Of its category, and of the send. */
  readonly windows: {
    readonly ofCategory: SendWindow | undefined;
    readonly ofSend: SendWindow | undefined;
  };
  readonly sentAt: number;
  readonly livesHours: number;
  /** How late each message comes, and how often. */
  readonly lateMinutes: readonly number[];
  readonly copies: number;
}

const life: fc.Arbitrary<Life> = fc.record({
  quietHours: weeklyHours,
  timeZone: zones,
  next: fc.record({
    afterHours: fc.integer({ min: 0, max: 72 }),
    zone: zones,
    quiet: weeklyHours,
  }),
  windows: fc.record({
    ofCategory: fc.option(weeklyHours, { nil: undefined }),
    ofSend: fc.option(weeklyHours, { nil: undefined }),
  }),
  // Clocks are changed in these days in many zones.
  sentAt: fc.integer({ min: start, max: start + 96 * hour }),
  livesHours: fc.integer({ min: 1, max: 240 }),
  lateMinutes: fc.array(fc.integer({ min: 0, max: 90 }), { minLength: 1, maxLength: 6 }),
  copies: fc.integer({ min: 1, max: 3 }),
});

const ordersWithin = (sendWindow: SendWindow | undefined): Category => {
  const orders = categories.get('orders');
  if (orders === undefined) throw new Error('there are no orders');
  return { ...orders, ...(sendWindow === undefined ? {} : { sendWindow }) };
};

/** One notification through the router's pure parts, with a record that is changed as the table's would be. */
const live = (one: Life) => {
  const { next: changed, windows, sentAt, livesHours, lateMinutes, copies, ...own } = one;
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
        ...ada,
        profile: { ...ada.profile, ...personAt(now) },
      },
      category: ordersWithin(windows.ofCategory),
      priority: 'MEDIUM',
      overriddenBy: undefined,
      quietHoursByDefault: undefined,
      sendWindow: windows.ofSend,
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

test('what is held is released exactly once, never into quiet hours and never outside of a window', () => {
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
          const { ofCategory, ofSend } = one.windows;
          const sendWindows = [ofCategory, ofSend].filter((window) => window !== undefined);
          const hours = { timeZone, quietHours, sendWindows };
          expect(closedReason(hours, at), new Date(at).toISOString()).toBeUndefined();
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
const limit = fc.record({
  count: fc.integer({ min: 1, max: 2 }),
  perSeconds: fc.constantFrom(3_600, 86_400),
});
/** Everything that a decision depends on. */
const anything = fc.record({
  preferences: fc.dictionary(cell, word),
  suppressed: fc.subarray(['EMAIL', 'SMS'] as const),
  category: fc.constantFrom(...categories.values()),
  own: fc.array(limit, { maxLength: 1 }),
  overLimit: fc.constantFrom('DEFER' as const, 'DROP' as const),
  ofCategory: fc.option(weeklyHours, { nil: undefined }),
  sendWindow: fc.option(weeklyHours, { nil: undefined }),
  priority: fc.constantFrom(...Priority.options),
  overriddenBy: fc.option(fc.constant('1/Alerts'), { nil: undefined }),
  quietHours: fc.option(weeklyHours, { nil: undefined }),
  quietHoursByDefault: fc.option(weeklyHours, { nil: undefined }),
  timeZone: zones,
  uses: fc.array(fc.integer({ min: 0, max: 90 }), { maxLength: 3 }),
  now: fc.integer({ min: start, max: start + 300 * hour }),
});

test('decides the same for the same, however its parts are ordered', () => {
  fc.assert(
    fc.property(anything, (one) => {
      const { preferences, suppressed, category, own, overLimit, ofCategory, uses, now } = one;
      const suppressions = Object.fromEntries(
        suppressed.map((channel) => [
          suppressionCell(channel, hashAddress(addresses[channel])),
          { cause: 'MANUAL' as const, at: 1, by: '1/Shop' },
        ]),
      );
      const decideWith = (reorder: <Shape extends object>(cells: Shape) => Shape) =>
        decide({
          channels,
          contentChannels: ['EMAIL', 'IN_APP', 'SMS'],
          requestedChannels: undefined,
          recipient: {
            kind: 'user',
            profile: {
              userId: 'ada',
              email: addresses.EMAIL,
              phoneNumber: addresses.SMS,
              devices: [],
              preferences: reorder(preferences),
              preferencesVersion: 0,
              suppressions: reorder(suppressions),
              createdAt: '2026-01-01T00:00:00Z',
              updatedAt: '2026-01-01T00:00:00Z',
              timeZone: one.timeZone,
              ...(one.quietHours === undefined ? {} : { quietHours: one.quietHours }),
            },
          },
          category: {
            ...category,
            limits: own,
            overLimit,
            ...(ofCategory === undefined ? {} : { sendWindow: ofCategory }),
          },
          priority: one.priority,
          overriddenBy: one.overriddenBy,
          quietHoursByDefault: one.quietHoursByDefault,
          sendWindow: one.sendWindow,
          limits: {
            notificationId: 'ntf_new',
            expiresAt: now + 48 * hour,
            overall: [],
            log: uses.toSorted().map((minutes, place) => ({
              notificationId: `ntf_${place}`,
              category: category.id,
              at: now - minutes * 60_000,
            })),
          },
          now,
        });
      const once = decideWith((cells) => cells);
      expect(
        decideWith(
          (cells) => Object.fromEntries(Object.entries(cells).toReversed()) as typeof cells,
        ),
      ).toEqual(once);
      expect(decideWith((cells) => structuredClone(cells))).toEqual(once);
      // Nothing is told now by one rule while another holds it to a time that is closed.
      const isHeldIntoNothing = Object.values(once.decisions).some(
        ({ verdict, until }) => verdict === 'HOLD' && (until === undefined || until <= now),
      );
      expect(isHeldIntoNothing).toBe(false);
    }),
    { numRuns: 300 },
  );
});

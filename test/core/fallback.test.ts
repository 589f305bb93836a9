import { describe, expect, test } from 'vitest';
import { hashAddress } from '#core/address.ts';
import type { Decided } from '#core/decide.ts';
import { hasReached, withFallback } from '#core/fallback.ts';
import type { FeedbackKind } from '#core/feedback.ts';
import { deliveryKey } from '#core/ids.ts';
import type { RequestMessage } from '#core/messages.ts';
import type { Decision, DeliveryRecord, NotificationRecord } from '#core/notification.ts';
import { planRoute } from '#core/plan-route.ts';
import type { FirstSuccess } from '#core/routing.ts';
import type { DeliveryStatus, ReasonCode } from '#core/status.ts';

const now = 1_000_000;
const minute = 60_000;
const routing: FirstSuccess = { mode: 'FIRST_SUCCESS', timeoutSeconds: 600, until: 'READ' };
const allow: Decision = { verdict: 'DELIVER', reason: 'ALLOWED', rule: 'default' };
const optedOut: Decision = { verdict: 'SKIP', reason: 'OPTED_OUT', rule: 'preferences' };
const quietUntil = (until: number): Decision => ({
  verdict: 'HOLD',
  reason: 'QUIET_HOURS',
  rule: 'quiet-hours',
  until,
});

const decidedAs = (decisions: Readonly<Record<string, Decision>>): Decided => ({
  decisions,
  targets: Object.entries(decisions)
    .filter(([, { verdict }]) => verdict !== 'SKIP')
    .map(([channel]) => ({ channel, address: `at-${channel}` })),
});
const keyOf = (channel: string) => deliveryKey(channel, hashAddress(`at-${channel}`));

const delivery = (over: Partial<DeliveryRecord>): DeliveryRecord => ({
  channel: 'PUSH',
  status: 'SENT',
  address: '***',
  attempt: 1,
  round: 0,
  ...over,
});
const recordOf = (...deliveries: readonly DeliveryRecord[]) =>
  Object.fromEntries(deliveries.map((one) => [keyOf(one.channel), one]));
const heldSms = delivery({
  channel: 'SMS',
  status: 'HELD',
  reason: 'FALLBACK',
  attempt: 0,
  round: 1,
});

describe('at first', () => {
  test.each<
    [
      string,
      Readonly<Record<string, Decision>>,
      FirstSuccess['order'],
      readonly string[] | undefined,
      object,
    ]
  >([
    [
      'the cheapest goes at once and each next waits a timeout more',
      { EMAIL: allow, SMS: allow, PUSH: allow, IN_APP: allow },
      undefined,
      undefined,
      { PUSH: 0, IN_APP: 10, EMAIL: 20, SMS: 30 },
    ],
    [
      "the request's order comes before the person's",
      { EMAIL: allow, SMS: allow },
      ['SMS', 'EMAIL'],
      ['EMAIL', 'SMS'],
      { SMS: 0, EMAIL: 10 },
    ],
    [
      "the person's order comes first, what it leaves out follows by price",
      { EMAIL: allow, SMS: allow, PUSH: allow },
      undefined,
      ['SMS'],
      { SMS: 0, PUSH: 10, EMAIL: 20 },
    ],
    [
      'what is not allowed takes no place',
      { PUSH: optedOut, SMS: allow, EMAIL: allow },
      ['PUSH', 'SMS', 'EMAIL'],
      undefined,
      { SMS: 0, EMAIL: 10 },
    ],
    [
      'quiet hours move all of them',
      { PUSH: quietUntil(now + 60 * minute), SMS: quietUntil(now + 60 * minute) },
      undefined,
      undefined,
      { PUSH: 60, SMS: 70 },
    ],
  ])('%s', (_, decisions, order, preferred, minutes) => {
    const message = { routing: { ...routing, ...(order === undefined ? {} : { order }) } };
    const { decisions: after } = withFallback(
      decidedAs(decisions),
      message,
      undefined,
      preferred,
      now,
    );
    const waits = Object.entries(after)
      .filter(([, { verdict }]) => verdict !== 'SKIP')
      .map(([channel, { until = now }]) => [channel, (until - now) / minute]);
    expect(Object.fromEntries(waits)).toEqual(minutes);
  });

  test('without routing all go at once', () => {
    const decided = decidedAs({ EMAIL: allow, SMS: allow });
    expect(withFallback(decided, {}, undefined, ['SMS'], now)).toBe(decided);
  });
});

describe('when the next has waited', () => {
  const decided = decidedAs({ PUSH: allow, SMS: allow });

  test.each<[DeliveryStatus, FirstSuccess['until'], readonly FeedbackKind[], boolean]>([
    ['SENT', 'SENT', [], true],
    ['SENT', 'DELIVERED', [], false],
    ['SENT', 'READ', [], false],
    ['DELIVERED', 'SENT', [], true],
    ['DELIVERED', 'DELIVERED', [], true],
    ['DELIVERED', 'READ', [], false],
    ['DELIVERED', 'READ', ['OPENED'], true],
    ['DELIVERED', 'READ', ['OPENED_BY_MACHINE', 'CLICKED_BY_MACHINE'], false],
    ['SENT', 'READ', ['SEEN'], true],
    ['SENT', 'DELIVERED', ['READ'], true],
    ['COMPLAINED', 'READ', [], true],
    ['FAILED', 'SENT', [], false],
    ['BOUNCED', 'SENT', [], false],
    ['UNCERTAIN', 'SENT', [], false],
    ['RETRYING', 'SENT', [], false],
    ['SKIPPED', 'SENT', [], false],
  ])('the first being %s, %s with %j is a success: %s', (status, until, kinds, isSuccess) => {
    const feedback = Object.fromEntries(kinds.map((kind) => [kind, { at: now }]));
    const first = delivery({ status, feedback });
    expect(hasReached(first, until)).toBe(isSuccess);
    const after = withFallback(
      decided,
      { routing: { ...routing, until } },
      recordOf(first, heldSms),
      undefined,
      now,
    );
    const reason: ReasonCode = isSuccess ? 'FALLBACK_NOT_NEEDED' : 'ALLOWED';
    expect(after.decisions.SMS?.reason).toBe(reason);
    expect(after.targets.some(({ channel }) => channel === 'SMS')).toBe(!isSuccess);
  });

  test('a success counts though the person has turned the order round since', () => {
    const deliveries = recordOf(delivery({ status: 'DELIVERED' }), heldSms);
    const until = 'DELIVERED';
    const after = withFallback(
      decided,
      { routing: { ...routing, until } },
      deliveries,
      ['SMS'],
      now,
    );
    expect(after.decisions.SMS?.reason).toBe('FALLBACK_NOT_NEEDED');
  });

  test("one device's success is none for the person's other device", () => {
    const deliveries = recordOf(delivery({ status: 'DELIVERED' }), heldSms);
    const again = { routing: { ...routing, until: 'SENT' as const } };
    const { decisions, targets } = withFallback(decided, again, deliveries, undefined, now);
    expect(decisions.PUSH).toEqual(allow);
    expect(targets.map(({ channel }) => channel)).toEqual(['PUSH']);
  });

  test('two that ran into the same quiet hours do not leave them at once', () => {
    const morning = now + 60 * minute;
    const night = decidedAs({
      PUSH: quietUntil(morning),
      EMAIL: quietUntil(morning),
      SMS: quietUntil(morning),
    });
    const email = delivery({ channel: 'EMAIL', status: 'HELD' });
    const deliveries = recordOf(delivery({}), email, heldSms);
    const { decisions } = withFallback(night, { routing }, deliveries, undefined, now);
    expect(decisions.EMAIL).toMatchObject({ reason: 'QUIET_HOURS', until: morning });
    expect(decisions.SMS).toMatchObject({ reason: 'FALLBACK', until: morning + 10 * minute });
  });
});

describe('a notification by push, then SMS', () => {
  const decided = decidedAs({ PUSH: allow, SMS: allow });
  const message = (release?: RequestMessage['release']): RequestMessage => ({
    schemaVersion: 1,
    notificationId: 'ntf_1',
    templateId: 'ORDER_CONFIRMATION',
    recipient: { type: 'USER_ID', identifier: 'ada' },
    data: {},
    priority: 'MEDIUM',
    routing,
    caller: '1/Orders',
    acceptedAt: now,
    expiresAt: now + 60 * minute,
    ...(release === undefined ? {} : { release }),
  });
  const accepted: NotificationRecord = {
    notificationId: 'ntf_1',
    status: 'ACCEPTED',
    templateId: 'ORDER_CONFIRMATION',
    category: 'orders',
    priority: 'MEDIUM',
    recipientKey: 'USER#ada',
    createdAt: now,
    expiresAt: now + 60 * minute,
    timeline: [],
  };
  const plan = (record: NotificationRecord, at: number, release?: RequestMessage['release']) =>
    planRoute(
      message(release),
      record,
      withFallback(decided, { routing }, record.deliveries, undefined, at),
      at,
    );
  const release = { round: 1, channels: ['SMS'] };

  test('queues the push and comes back for the SMS at its time, not minutes later', () => {
    expect(plan(accepted, now)).toMatchObject({
      kind: 'route',
      queue: [{ channel: 'PUSH' }],
      holds: [{ round: 1, channels: ['SMS'], until: now + 10 * minute, isPunctual: true }],
    });
  });

  test('comes back at the same time when a run died before it said so', () => {
    const { deliveries } = { deliveries: {}, ...plan(accepted, now) };
    const again = plan({ ...accepted, status: 'ROUTED', deliveries }, now + minute);
    expect(again).toMatchObject({
      kind: 'repeat',
      queue: [{ channel: 'PUSH' }],
      holds: [{ round: 1, channels: ['SMS'], until: now + 10 * minute, isPunctual: true }],
    });
  });

  test.each<[string, DeliveryRecord, readonly string[], DeliveryStatus]>([
    ['sends the SMS if nobody has read the push', delivery({}), ['SMS'], 'QUEUED'],
    ['sends the SMS if the push failed', delivery({ status: 'FAILED' }), ['SMS'], 'QUEUED'],
    [
      'skips the SMS if the push was read in time',
      delivery({ feedback: { READ: { at: now } } }),
      [],
      'SKIPPED',
    ],
  ])('%s', (_, push, queued, status) => {
    const record: NotificationRecord = {
      ...accepted,
      status: 'ROUTED',
      deliveries: recordOf(push, heldSms),
    };
    const released = { queue: [], deliveries: {}, ...plan(record, now + 10 * minute, release) };
    expect(released.queue.map(({ channel }) => channel)).toEqual(queued);
    expect(released.deliveries).toMatchObject({ [keyOf('SMS')]: { status } });
    // The push is none of this release's.
    expect(Object.keys(released.deliveries)).toEqual([keyOf('SMS')]);
  });

  test('a second copy of a release sends no second SMS', () => {
    const sms = delivery({ channel: 'SMS', status: 'SENT', round: 1 });
    const record: NotificationRecord = {
      ...accepted,
      status: 'ROUTED',
      deliveries: recordOf(delivery({}), sms),
    };
    expect(plan(record, now + 11 * minute, release)).toMatchObject({ kind: 'repeat', queue: [] });
  });
});

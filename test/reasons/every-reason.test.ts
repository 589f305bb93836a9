import { afterAll, beforeAll, expect, test } from 'vitest';
import { hashAddress } from '#core/address.ts';
import type { Category } from '#core/category.ts';
import { decide } from '#core/decide.ts';
import type { DecideInput } from '#core/decide-input.ts';
import { withFallback } from '#core/fallback.ts';
import { deliveryKey } from '#core/ids.ts';
import type { DeliveryMessage, RequestMessage } from '#core/messages.ts';
import type { DeliveryRecord, NotificationRecord } from '#core/notification.ts';
import { planRoute } from '#core/plan-route.ts';
import type { Preferences } from '#core/preferences.ts';
import type { Profile, Recipient } from '#core/recipient.ts';
import { ruleReasons } from '#core/rules-evaluated.ts';
import { ReasonCode } from '#core/status.ts';
import { suppressionCell } from '#core/suppression.ts';
import { cancelNotification } from '#functions/api/notifications/cancel-notification.ts';
import type { Outcome } from '#functions/channels/channel.ts';
import { channels } from '#functions/channels/index.ts';
import type { LoadedAttachments } from '#functions/delivery/attachments.ts';
import { deliver } from '#functions/delivery/deliver.ts';
import type { DeliverDeps } from '#functions/delivery/deliver-deps.ts';
import type { DeliveryStore } from '#functions/delivery/delivery-store.ts';
import { createNotificationsTable } from '#platform/notifications-table.ts';
import { categories } from '#templates/categories.ts';
import { startTablesInMemory, type TablesInMemory } from '../channels/tables-in-memory.ts';
import { ada } from '../core/ada.ts';

const hour = 3_600_000;
/** A Monday. */
const at = (time: string) => Date.parse(`2026-11-23T${time}:00Z`);
const noon = at('12:00');

const adaWith = (over: Partial<Profile>): Recipient => ({
  ...ada,
  profile: { ...ada.profile, ...over },
});
const stranger: Recipient & { readonly kind: 'address' } = {
  kind: 'address',
  type: 'EMAIL',
  address: 'user@example.com',
  preferences: {},
  suppressions: {},
};
const word = (enabled: boolean) => ({ enabled, at: 1, how: 'API' as const, by: '1/Shop' });
const said = (preferences: Preferences) => adaWith({ preferences });
const bounced = { cause: 'BOUNCED' as const, at: 7, by: 'SES' };
const suppressed = adaWith({
  suppressions: { [suppressionCell('EMAIL', hashAddress('ada@example.com'))]: bounced },
});
const categoryOf = (id: string, over: Partial<Category> = {}): Category => {
  const category = categories.get(id);
  if (category === undefined) throw new Error(`there is no category ${id}`);
  return { ...category, ...over };
};
const night = { weekly: [{ days: ['MON' as const], from: '22:00', to: '07:00' }] };
const office = { weekly: [{ days: ['MON' as const], from: '09:00', to: '17:00' }] };
const limited = (overLimit: Category['overLimit']) =>
  categoryOf('orders', { limits: [{ count: 1, perSeconds: 3_600 }], overLimit });
/** At noon, before a notification that is new. */
const toldBefore = (...ids: readonly string[]): NonNullable<DecideInput['limits']> => ({
  notificationId: 'ntf_new',
  expiresAt: at('23:59'),
  overall: [],
  log: ids.map((notificationId) => ({ notificationId, category: 'orders', at: noon })),
});

/** What is said of one thing: by whom, what becomes of it, and why. */
interface Said {
  readonly rule: string | undefined;
  readonly verdict: string | undefined;
  readonly reason: ReasonCode | undefined;
}
type Situation = () => Said | Promise<Said>;

const decidedBy = (over: Partial<DecideInput>) =>
  decide({
    channels,
    contentChannels: ['EMAIL', 'IN_APP'],
    requestedChannels: undefined,
    recipient: ada,
    category: categoryOf('orders'),
    priority: 'MEDIUM',
    overriddenBy: undefined,
    quietHoursByDefault: undefined,
    sendWindow: undefined,
    limits: undefined,
    now: noon,
    ...over,
  });

/** What the router says of EMAIL. */
const route =
  (over: Partial<DecideInput>): Situation =>
  () =>
    saidIn(decidedBy(over));

/** The same where one channel is used after the other: in the app first. */
const routeInTurn =
  (deliveries: NotificationRecord['deliveries'], over: Partial<DecideInput> = {}): Situation =>
  () => {
    const routing = { mode: 'FIRST_SUCCESS', timeoutSeconds: 600, until: 'READ' } as const;
    return saidIn(withFallback(decidedBy(over), { routing }, deliveries, undefined, noon));
  };

const saidIn = ({ decisions: { EMAIL } }: ReturnType<typeof decidedBy>): Said => ({
  rule: EMAIL?.rule,
  verdict: EMAIL?.verdict,
  reason: EMAIL?.reason,
});

const notificationId = 'ntf_0000000000000000000000001';
const key = deliveryKey('EMAIL', hashAddress('ada@example.com'));
const mail = (over: Partial<DeliveryRecord> = {}): DeliveryRecord => ({
  channel: 'EMAIL',
  status: 'QUEUED',
  address: 'a***',
  attempt: 0,
  round: 0,
  ...over,
});
const inApp = (over: Partial<DeliveryRecord>) => ({
  'IN_APP-a': mail({ channel: 'IN_APP', status: 'SENT', ...over }),
});
const recordOf = (deliveries: NotificationRecord['deliveries']): NotificationRecord => ({
  notificationId,
  status: 'ROUTED',
  templateId: 'ORDER_CONFIRMATION',
  category: 'orders',
  priority: 'MEDIUM',
  recipientKey: 'USER#ada',
  createdAt: noon,
  expiresAt: noon + 48 * hour,
  deliveries,
  timeline: [],
});
const request: RequestMessage = {
  schemaVersion: 1,
  notificationId,
  templateId: 'ORDER_CONFIRMATION',
  recipient: { type: 'USER_ID', identifier: 'ada' },
  data: {},
  priority: 'MEDIUM',
  caller: '1/Orders',
  acceptedAt: noon,
  expiresAt: noon + 48 * hour,
};

/** What becomes of a mail that was HELD and comes back. */
const release =
  (over: Partial<DecideInput>, expiresAt = request.expiresAt): Situation =>
  () => {
    const held = mail({ status: 'HELD', round: 1, reason: 'QUIET_HOURS' });
    const message = { ...request, expiresAt, release: { round: 1, channels: ['EMAIL'] } };
    const plan = planRoute(message, recordOf({ [key]: held }), decidedBy(over), noon);
    const now = plan.kind === 'release' ? plan.deliveries[key] : undefined;
    return { rule: 'release', verdict: now?.status, reason: now?.reason };
  };

interface InLane {
  readonly outcome?: Outcome;
  readonly message?: Partial<DeliveryMessage>;
  readonly deps?: Partial<DeliverDeps>;
  readonly delivery?: Partial<DeliveryRecord>;
}

/** What becomes of a mail in its lane, by a store whose conditions always hold. */
const inLane =
  ({ outcome, message = {}, deps = {}, delivery = {} }: InLane): Situation =>
  async () => {
    let stored = mail(delivery);
    const write = async (change: Partial<DeliveryRecord>) => {
      stored = { ...stored, ...change };
      return { record: recordOf({ [key]: stored }), delivery: stored };
    };
    const store: DeliveryStore = {
      read: () => write({}),
      claim: async () =>
        stored.status === 'SENDING'
          ? undefined
          : write({ status: 'SENDING', firstAttemptAt: noon }),
      takeOver: async () => undefined,
      finish: (_, __, result) => write(result),
      tellSent: () => write({}),
      end: (_, result) => write(result),
      postpone: (_, reason) => write({ status: 'RETRYING', reason }),
      hold: (_, { reason, until }) => write({ status: 'HELD', reason, heldUntil: until }),
    };
    const policy = {
      ...{ initialSeconds: 2, capSeconds: 60, doublingForSeconds: 7_200 },
      ...{ thenEverySeconds: 900, holdAfterSeconds: 86_400, attempts: 3 },
    };
    const received = {
      message: {
        schemaVersion: 1 as const,
        deliveryId: `${notificationId}-${key}`,
        channel: 'EMAIL',
        address: 'ada@example.com',
        round: 0,
        request,
        ...message,
      },
      messageId: 'm',
      receiveCount: 1,
      firstReceivedAt: noon,
    };
    await deliver([received], {
      store,
      render: () => ({ kind: 'rendered', content: { subject: 'Hello' } }),
      send: async () => outcome ?? { kind: 'sent', provider: 'SES' },
      publish: async () => {},
      scheduleRelease: async () => {},
      scheduleNext: async () => {},
      categoryOf: () => categoryOf('orders'),
      retryPolicies: { express: policy, standard: policy },
      newClaim: () => 'claim',
      now: () => noon,
      random: () => 1,
      ...deps,
    });
    return { rule: 'lane', verdict: stored.status, reason: stored.reason };
  };
const hold = { categoryOf: () => categoryOf('orders', { whenUncertain: 'HOLD' }) };
const rejectedAs = (reason: Extract<Outcome, { kind: 'rejected' }>['reason']) =>
  inLane({ outcome: { kind: 'rejected', reason, detail: 'no' } });
const refusedAs = (reason: 'PROVIDER_THROTTLED' | 'PROVIDER_UNAVAILABLE', attempt = 1) =>
  inLane({ outcome: { kind: 'refused-for-now', reason, detail: 'later' }, delivery: { attempt } });
const failsToRender = (reason?: 'TEMPLATE_GONE') =>
  inLane({
    deps: {
      render: () => ({
        kind: 'failed',
        ...(reason === undefined ? {} : { reason }),
        detail: 'no such version',
      }),
    },
  });

const attachments = [{ bucket: 'herald-files', key: 'a', filename: 'a.pdf' }];
const withFile = (loaded: LoadedAttachments) =>
  inLane({
    message: { request: { ...request, attachments } },
    deps: { withAttachments: (_, use) => use(loaded) },
  });
const fileFails = (reason: Extract<LoadedAttachments, { kind: 'failed' }>['reason']) =>
  withFile({ kind: 'failed', reason, detail: 'attachment 1' });

let tables: TablesInMemory;
beforeAll(async () => {
  tables = await startTablesInMemory('notifications');
});
afterAll(() => tables.close());

/** What becomes of a mail that the caller cancels, beside one in the app that is sent. */
const cancel =
  (delivery: Partial<DeliveryRecord>): Situation =>
  async () => {
    const notifications = createNotificationsTable(tables.dynamo, 'notifications');
    const id = `ntf_${hashAddress(JSON.stringify(delivery)).slice(0, 25)}`;
    const deliveries = { [key]: mail(delivery), ...inApp({ status: 'HELD' }) };
    await notifications.create({ ...recordOf(deliveries), notificationId: id });
    const now = () => noon;
    const nothing = async () => {};
    const deps = { notifications, cancelSchedule: nothing, publish: nothing, now };
    await cancelNotification(id, deps);
    const after = (await notifications.get(id))?.deliveries?.[key];
    return { rule: 'cancel', verdict: after?.status, reason: after?.reason };
  };

interface Row {
  /** A rule of the router's, or the step after it that says so. */
  readonly rule: string;
  readonly reason: ReasonCode;
  /** A decision's verdict, or the status that a delivery comes to. */
  readonly verdict: string;
  readonly fires: Situation;
  /** The nearest that does not. */
  readonly doesNot: Situation;
}

/** Every rule and every reason: where it fires, and where it nearly does. */
const table: readonly Row[] = [
  {
    rule: 'requested-channels',
    reason: 'NOT_REQUESTED',
    verdict: 'SKIP',
    fires: route({ requestedChannels: ['IN_APP'] }),
    doesNot: route({ requestedChannels: ['IN_APP', 'EMAIL'] }),
  },
  {
    rule: 'template-content',
    reason: 'NO_CONTENT',
    verdict: 'SKIP',
    fires: route({ contentChannels: ['IN_APP'] }),
    doesNot: route({ contentChannels: ['EMAIL'] }),
  },
  {
    rule: 'known-recipient',
    reason: 'UNKNOWN_USER',
    verdict: 'SKIP',
    fires: route({ recipient: { kind: 'unknown-user', userId: 'nobody' } }),
    doesNot: route({ recipient: stranger }),
  },
  {
    rule: 'reachable',
    reason: 'NO_ADDRESS',
    verdict: 'SKIP',
    fires: route({ recipient: { ...ada, profile: { ...ada.profile, email: undefined } } }),
    doesNot: route({}),
  },
  {
    rule: 'suppression',
    reason: 'SUPPRESSED',
    verdict: 'SKIP',
    fires: route({ recipient: suppressed }),
    doesNot: route({ recipient: adaWith({ suppressions: { 'EMAIL#another': bounced } }) }),
  },
  {
    rule: 'suppression',
    reason: 'SUPPRESSED',
    verdict: 'SKIP',
    fires: route({ recipient: { ...stranger, suppressions: { EMAIL: bounced } } }),
    doesNot: route({ recipient: { ...stranger, suppressions: { SMS: bounced } } }),
  },
  {
    rule: 'suppression',
    reason: 'SUPPRESSED',
    verdict: 'SKIP',
    // It binds a critical category too, whatever the caller overrides.
    fires: route({
      recipient: suppressed,
      category: categoryOf('security'),
      priority: 'CRITICAL',
      overriddenBy: '1/Shop',
    }),
    doesNot: route({ category: categoryOf('security') }),
  },
  {
    rule: 'preferences',
    reason: 'OPTED_OUT',
    verdict: 'SKIP',
    fires: route({ recipient: said({ 'orders#EMAIL': word(false) }) }),
    doesNot: route({ recipient: said({ 'orders#SMS': word(false) }) }),
  },
  {
    rule: 'preferences',
    reason: 'OPTED_OUT',
    verdict: 'SKIP',
    fires: route({ recipient: { ...stranger, preferences: { 'orders#*': word(false) } } }),
    doesNot: route({ recipient: { ...stranger, preferences: { 'account#*': word(false) } } }),
  },
  {
    rule: 'preferences',
    reason: 'OPTED_OUT',
    verdict: 'SKIP',
    fires: route({ category: categoryOf('orders', { enabledByDefault: false }) }),
    // Who asked for it hears it all the same.
    doesNot: route({
      category: categoryOf('orders', { enabledByDefault: false }),
      recipient: said({ 'orders#EMAIL': word(true) }),
    }),
  },
  {
    rule: 'preferences',
    reason: 'OPTED_OUT',
    verdict: 'SKIP',
    // An override stands above a word on channels, never above one on the category.
    fires: route({ recipient: said({ 'orders#*': word(false) }), overriddenBy: '1/Shop' }),
    doesNot: route({ recipient: said({ '*#EMAIL': word(false) }), overriddenBy: '1/Shop' }),
  },
  {
    rule: 'preferences',
    reason: 'OPTED_OUT',
    verdict: 'SKIP',
    fires: route({ recipient: said({ '*#*': word(false) }) }),
    // What is critical passes opt-outs.
    doesNot: route({
      recipient: said({ '*#*': word(false), 'security#EMAIL': word(false) }),
      category: categoryOf('security'),
    }),
  },
  {
    rule: 'quiet-hours',
    reason: 'QUIET_HOURS',
    verdict: 'HOLD',
    fires: route({ quietHoursByDefault: night, now: at('23:00') }),
    doesNot: route({ quietHoursByDefault: night, now: at('21:59') }),
  },
  {
    rule: 'quiet-hours',
    reason: 'QUIET_HOURS',
    verdict: 'HOLD',
    // A person's own hours stand in place of the default, in their own time zone.
    fires: route({
      recipient: adaWith({ quietHours: night, timeZone: 'America/New_York' }),
      now: Date.parse('2026-11-24T04:00:00Z'),
    }),
    doesNot: route({
      recipient: adaWith({ quietHours: { weekly: [] } }),
      quietHoursByDefault: night,
      now: at('23:00'),
    }),
  },
  {
    rule: 'quiet-hours',
    reason: 'QUIET_HOURS',
    verdict: 'SKIP',
    fires: route({
      category: categoryOf('orders', { quietHours: 'DROP' }),
      quietHoursByDefault: night,
      now: at('23:00'),
    }),
    doesNot: route({
      category: categoryOf('orders', { quietHours: 'PASS' }),
      quietHoursByDefault: night,
      now: at('23:00'),
    }),
  },
  {
    rule: 'quiet-hours',
    reason: 'QUIET_HOURS',
    verdict: 'HOLD',
    fires: route({ priority: 'HIGH', quietHoursByDefault: night, now: at('23:00') }),
    doesNot: route({ priority: 'CRITICAL', quietHoursByDefault: night, now: at('23:00') }),
  },
  {
    rule: 'send-window',
    reason: 'SEND_WINDOW',
    verdict: 'HOLD',
    fires: route({
      category: categoryOf('orders', { sendWindow: office }),
      now: at('08:59'),
    }),
    doesNot: route({
      category: categoryOf('orders', { sendWindow: office }),
      now: at('09:00'),
    }),
  },
  {
    rule: 'send-window',
    reason: 'SEND_WINDOW',
    verdict: 'HOLD',
    // By the clock of whoever is told.
    fires: route({
      sendWindow: office,
      recipient: adaWith({ timeZone: 'America/New_York' }),
      now: at('13:00'),
    }),
    doesNot: route({
      sendWindow: office,
      recipient: adaWith({ timeZone: 'Europe/Paris' }),
      now: at('13:00'),
    }),
  },
  {
    rule: 'send-window',
    reason: 'SEND_WINDOW',
    verdict: 'HOLD',
    // A category that passes quiet hours keeps to its window.
    fires: route({
      category: categoryOf('orders', { sendWindow: office, quietHours: 'PASS' }),
      quietHoursByDefault: night,
      now: at('23:00'),
    }),
    doesNot: route({
      category: categoryOf('orders', { sendWindow: office }),
      priority: 'CRITICAL',
      now: at('23:00'),
    }),
  },
  {
    rule: 'rate-limit',
    reason: 'RATE_LIMITED',
    verdict: 'HOLD',
    fires: route({ category: limited('DEFER'), limits: toldBefore('ntf_1') }),
    doesNot: route({ category: limited('DEFER'), limits: toldBefore() }),
  },
  {
    rule: 'rate-limit',
    reason: 'RATE_LIMITED',
    verdict: 'SKIP',
    fires: route({ category: limited('DROP'), limits: toldBefore('ntf_1') }),
    doesNot: route({
      category: limited('DROP'),
      limits: toldBefore('ntf_1'),
      priority: 'CRITICAL',
    }),
  },
  {
    rule: 'rate-limit',
    reason: 'RATE_LIMITED',
    verdict: 'SKIP',
    // The next place is an hour ahead, and it expires before.
    fires: route({
      category: limited('DEFER'),
      limits: { ...toldBefore('ntf_1'), expiresAt: at('12:59') },
    }),
    // What counted already, before it was killed, is not over the limit for itself.
    doesNot: route({ category: limited('DEFER'), limits: toldBefore('ntf_new') }),
  },
  {
    rule: 'rate-limit',
    reason: 'RATE_LIMITED',
    verdict: 'HOLD',
    fires: route({
      limits: { ...toldBefore('ntf_1'), overall: [{ count: 1, perSeconds: 3_600 }] },
    }),
    doesNot: route({ limits: toldBefore('ntf_1') }),
  },
  {
    rule: 'default',
    reason: 'ALLOWED',
    verdict: 'DELIVER',
    fires: route({}),
    doesNot: route({ recipient: suppressed }),
  },
  {
    rule: 'fallback',
    reason: 'FALLBACK',
    verdict: 'HOLD',
    fires: routeInTurn(undefined),
    // It is the only one that is left.
    doesNot: routeInTurn(undefined, { contentChannels: ['EMAIL'] }),
  },
  {
    rule: 'fallback',
    reason: 'FALLBACK_NOT_NEEDED',
    verdict: 'SKIP',
    fires: routeInTurn(inApp({ feedback: { READ: { at: noon } } })),
    // A machine that opens it is nobody.
    doesNot: routeInTurn(inApp({ feedback: { OPENED_BY_MACHINE: { at: noon } } })),
  },
  {
    rule: 'release',
    reason: 'ADDRESS_CHANGED',
    verdict: 'SKIPPED',
    fires: release({ recipient: adaWith({ email: 'ada@example.org' }) }),
    doesNot: release({}),
  },
  {
    rule: 'release',
    reason: 'OPTED_OUT',
    verdict: 'SKIPPED',
    fires: release({ recipient: said({ 'orders#*': word(false) }) }),
    doesNot: release({ recipient: said({ 'orders#*': word(true) }) }),
  },
  {
    rule: 'release',
    reason: 'EXPIRED',
    verdict: 'EXPIRED',
    fires: release({}, noon),
    doesNot: release({}, noon + 1),
  },
  {
    rule: 'release',
    reason: 'SEND_WINDOW',
    verdict: 'HELD',
    fires: release({ sendWindow: { weekly: [{ days: ['TUE'], from: '09:00', to: '17:00' }] } }),
    doesNot: release({ sendWindow: office }),
  },
  {
    rule: 'lane',
    reason: 'EXPIRED',
    verdict: 'EXPIRED',
    fires: inLane({ message: { request: { ...request, expiresAt: noon } } }),
    doesNot: inLane({ message: { request: { ...request, expiresAt: noon + 1 } } }),
  },
  {
    rule: 'lane',
    reason: 'QUIET_HOURS',
    verdict: 'HELD',
    fires: inLane({ message: { decidedAt: noon - hour, quietFrom: noon } }),
    doesNot: inLane({ message: { decidedAt: noon - hour, quietFrom: noon + 1 } }),
  },
  {
    rule: 'lane',
    reason: 'SEND_WINDOW',
    verdict: 'HELD',
    fires: inLane({ message: { decidedAt: noon - hour, windowUntil: noon } }),
    doesNot: inLane({ message: { decidedAt: noon - hour, windowUntil: noon + 1 } }),
  },
  {
    rule: 'lane',
    reason: 'EXHAUSTED',
    verdict: 'HELD',
    // Out of a dead-letter queue: everything may have changed.
    fires: inLane({ message: { decidedAt: noon - 25 * hour } }),
    doesNot: inLane({ message: { decidedAt: noon - 24 * hour } }),
  },
  {
    rule: 'lane',
    reason: 'EXHAUSTED',
    verdict: 'FAILED',
    fires: refusedAs('PROVIDER_UNAVAILABLE', 3),
    doesNot: refusedAs('PROVIDER_UNAVAILABLE', 2),
  },
  {
    rule: 'lane',
    reason: 'CHANNEL_PAUSED',
    verdict: 'RETRYING',
    fires: inLane({ deps: { closed: async () => 'CHANNEL_PAUSED' } }),
    doesNot: inLane({ deps: { closed: async () => undefined } }),
  },
  {
    rule: 'lane',
    reason: 'PROVIDER_UNAVAILABLE',
    verdict: 'RETRYING',
    fires: inLane({ deps: { closed: async () => 'PROVIDER_UNAVAILABLE' } }),
    doesNot: inLane({ deps: { closed: async () => undefined } }),
  },
  {
    rule: 'lane',
    reason: 'PROVIDER_UNAVAILABLE',
    verdict: 'RETRYING',
    fires: refusedAs('PROVIDER_UNAVAILABLE'),
    doesNot: refusedAs('PROVIDER_THROTTLED'),
  },
  {
    rule: 'lane',
    reason: 'PROVIDER_THROTTLED',
    verdict: 'RETRYING',
    fires: refusedAs('PROVIDER_THROTTLED'),
    doesNot: inLane({}),
  },
  {
    rule: 'lane',
    reason: 'PROVIDER_TIMEOUT',
    verdict: 'UNCERTAIN',
    fires: inLane({ outcome: { kind: 'uncertain', detail: 'TimeoutError' }, deps: hold }),
    doesNot: inLane({ deps: hold }),
  },
  {
    rule: 'lane',
    reason: 'CRASHED_WHILE_SENDING',
    verdict: 'UNCERTAIN',
    fires: inLane({ delivery: { status: 'SENDING', leaseUntil: noon - 1 }, deps: hold }),
    // It may well be at work.
    doesNot: inLane({ delivery: { status: 'SENDING', leaseUntil: noon + 1 }, deps: hold }),
  },
  {
    rule: 'lane',
    reason: 'RENDERING_FAILED',
    verdict: 'FAILED',
    fires: failsToRender(),
    doesNot: failsToRender('TEMPLATE_GONE'),
  },
  {
    rule: 'lane',
    reason: 'TEMPLATE_GONE',
    verdict: 'FAILED',
    fires: failsToRender('TEMPLATE_GONE'),
    doesNot: failsToRender(),
  },
  {
    rule: 'lane',
    reason: 'ATTACHMENT_MISSING',
    verdict: 'FAILED',
    fires: fileFails('ATTACHMENT_MISSING'),
    doesNot: withFile({ kind: 'loaded', files: [] }),
  },
  {
    rule: 'lane',
    reason: 'ATTACHMENT_FORBIDDEN',
    verdict: 'FAILED',
    fires: fileFails('ATTACHMENT_FORBIDDEN'),
    doesNot: fileFails('ATTACHMENT_MISSING'),
  },
  {
    rule: 'lane',
    reason: 'ATTACHMENT_UNAVAILABLE',
    verdict: 'RETRYING',
    fires: withFile({ kind: 'unavailable', detail: 'attachment 1: SlowDown' }),
    doesNot: withFile({ kind: 'late' }),
  },
  ...(['PROVIDER_REJECTED', 'INVALID_ADDRESS', 'DEVICE_GONE', 'CONTENT_TOO_LARGE'] as const).map(
    (reason) => ({
      rule: 'lane',
      reason,
      verdict: 'FAILED',
      fires: rejectedAs(reason),
      doesNot: inLane({}),
    }),
  ),
  {
    rule: 'cancel',
    reason: 'CANCELLED',
    verdict: 'CANCELLED',
    fires: cancel({ status: 'HELD', reason: 'SEND_WINDOW' }),
    // Somebody is calling its provider.
    doesNot: cancel({ status: 'SENDING' }),
  },
];

test.each(table)('$rule: $verdict for $reason, or not', async ({ fires, doesNot, ...expected }) => {
  const { rule, reason, verdict } = expected;
  expect(await fires()).toEqual({ rule, verdict, reason });
  const near = await doesNot();
  expect([near.rule, near.verdict, near.reason]).not.toEqual([rule, verdict, reason]);
  expect(near.reason).not.toBe(reason);
});

test('every rule of the router has its rows, each with the reason that it gives', () => {
  const rows = table.map(({ rule, reason }) => `${rule} ${reason}`);
  const rules = ruleReasons.map((pair) => pair.join(' '));
  expect(rules.filter((rule) => !rows.includes(rule))).toEqual([]);
});

test('every reason has its rows', () => {
  const tested = new Set(table.map(({ reason }) => reason));
  expect(ReasonCode.options.filter((reason) => !tested.has(reason))).toEqual([]);
});

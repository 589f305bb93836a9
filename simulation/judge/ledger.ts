import * as z from 'zod';
import { ReplyEvent, StatusEvent } from '#core/event.ts';
import { parseDeliveryId } from '#core/ids.ts';
import type { DeliveryRecord, NotificationRecord } from '#core/notification.ts';
import type { Invocation } from '../cloud/invocation.ts';
import type { TableWrite } from '../cloud/tables.ts';
import type { Asked } from '../providers/provider.ts';
import type { Tracer } from '../tracer.ts';
import type { Invariant } from './invariants.ts';
import { complaintOfLink } from './judge-resends.ts';
import { isAllowedStep } from './status-steps.ts';
import { type Attempt, createTales, type DeliveryTale, type Tales } from './tales.ts';
import { describeWrite } from './write-description.ts';

/** An invariant that did not hold. */
export interface Breach {
  readonly invariant: Invariant;
  readonly detail: string;
  readonly notificationId: string | undefined;
  readonly at: number;
}

/** What providers, subscribers and callers saw, written down as it happens; and what must never happen. */
export interface Ledger {
  readonly tales: Tales;
  readonly breaches: readonly Breach[];
  breach(invariant: Invariant, detail: string, notificationId?: string): void;
  /** A provider is about to be called; `record` is the notification as it stands. */
  callStarted(
    told: Asked,
    record: NotificationRecord | undefined,
    invocation: Invocation,
  ): Attempt | undefined;
  callAccepted(attempt: Attempt, marker: string | undefined): void;
  callRejected(attempt: Attempt): void;
  notificationWritten(write: TableWrite): void;
  eventPublished(message: string): void;
}

interface LedgerOptions {
  readonly now: () => number;
  readonly tracer: Tracer;
  /** What a call must not be, as the people concerned see it; undefined where nothing is wrong. */
  readonly objectionTo: (
    attempt: Attempt,
    record: NotificationRecord,
  ) => readonly [invariant: Invariant, detail: string] | undefined;
}

const CloudStatusEvent = z.object({ id: z.string(), data: StatusEvent });
const CloudReplyEvent = z.object({ id: z.string(), data: ReplyEvent });

/** Keeping more breaches of one kind than a person reads would only cost memory. */
const maxOfEach = 50;

export const createLedger = ({ now, tracer, objectionTo }: LedgerOptions): Ledger => {
  const tales = createTales();
  const breaches: Breach[] = [];
  const counts = new Map<Invariant, number>();

  const breach: Ledger['breach'] = (invariant, detail, notificationId) => {
    const count = counts.get(invariant) ?? 0;
    counts.set(invariant, count + 1);
    if (count < maxOfEach) breaches.push({ invariant, detail, notificationId, at: now() });
    tracer.tell(notificationId, () => `!! ${invariant}: ${detail}`);
  };

  const partsOf = (deliveryId: string) => {
    const parts = parseDeliveryId(deliveryId);
    if (parts === undefined) breach('deliveryId', `${deliveryId} names no delivery`);
    return parts;
  };

  const complainOfCall = (
    tale: DeliveryTale,
    attempt: Attempt,
    delivery: DeliveryRecord | undefined,
    record: NotificationRecord | undefined,
  ): void => {
    const { notificationId = '', key = '' } = parseDeliveryId(attempt.deliveryId) ?? {};
    const complain = (invariant: Invariant, detail: string) =>
      breach(invariant, `${key}: ${detail}`, notificationId);
    if (delivery?.status !== 'SENDING' || (delivery.leaseUntil ?? 0) <= now()) {
      complain('claim before call', `called while ${delivery?.status ?? 'without a record'}`);
    } else {
      complainOfSecond(tale.claimsUsed.get(delivery.attempt), attempt, complain);
      tale.claimsUsed.set(delivery.attempt, attempt);
    }
    if (record === undefined) return;
    if (record.expiresAt <= now()) {
      complain('nothing after expiry', `called ${now() - record.expiresAt} ms after expiresAt`);
    }
    if (tale.isCancelled || tales.of(notificationId).isCancelled) {
      complain('nothing after cancellation', 'called after a cancellation was answered 200');
    }
    const objection = objectionTo(attempt, record);
    if (objection !== undefined) complain(...objection);
  };

  const callStarted: Ledger['callStarted'] = (told, record, invocation) => {
    const { deliveryId, address, provider } = told;
    const parts = partsOf(deliveryId);
    if (parts === undefined) return undefined;
    const { notificationId, key } = parts;
    const tale = tales.ofDelivery(notificationId, key);
    tale.calls += 1;
    const delivery = record?.deliveries?.[key];
    const attempt: Attempt = {
      deliveryId,
      provider,
      channel: delivery?.channel ?? key.slice(0, key.indexOf('-')),
      startedAt: now(),
      decidedAt: tale.decidedAt,
      invocation,
      address,
      isAnswerLost: false,
      wasRefused: false,
      acceptedAt: undefined,
      marker: undefined,
      answerLost: () => {
        attempt.isAnswerLost = true;
      },
    };
    complainOfCall(tale, attempt, delivery, record);
    tracer.tell(notificationId, () => `${key} provider called by ${invocation.functionName}`);
    return attempt;
  };

  const callAccepted: Ledger['callAccepted'] = (attempt, marker) => {
    const parts = partsOf(attempt.deliveryId);
    if (parts === undefined) return;
    attempt.acceptedAt = now();
    attempt.marker = marker;
    tales.ofDelivery(parts.notificationId, parts.key).accepted.push(attempt);
    tracer.tell(parts.notificationId, () => `${parts.key} provider ACCEPTED`);
  };

  const callRejected: Ledger['callRejected'] = ({ deliveryId }) => {
    const parts = partsOf(deliveryId);
    if (parts === undefined) return;
    tales.ofDelivery(parts.notificationId, parts.key).rejections += 1;
    tracer.tell(parts.notificationId, () => `${parts.key} provider rejected`);
  };

  const notificationWritten: Ledger['notificationWritten'] = (write) => {
    const before = asRecord(write.before);
    const after = asRecord(write.after);
    const notificationId = after?.notificationId ?? before?.notificationId ?? '';
    tracer.tell(notificationId, () => describeWrite(before, after));
    if (after === undefined) {
      // Only what nobody was promised is taken back, and before anything was decided about it.
      if (before !== undefined && before.status !== 'ACCEPTED' && before.status !== 'SCHEDULED')
        breach('status steps', `${before.status} -> deleted`, notificationId);
      return;
    }
    const misdone = complaintOfLink(before, after);
    if (misdone !== undefined)
      breach('a resend and its original name each other', misdone, notificationId);
    if (before?.status !== after.status) {
      const tale = tales.of(notificationId);
      tale.written.add(after.status);
      tale.movedAt = now();
      if (before !== undefined && !isAllowedStep(before.status, after.status))
        breach('status steps', `${before.status} -> ${after.status}`, notificationId);
    }
    for (const { event, delivery: key } of after.timeline.slice(before?.timeline.length ?? 0)) {
      // Feedback may be faster than our own record: then its line says SENT, and its status more.
      const attempt = after.deliveries?.[key ?? '']?.attempt ?? 0;
      if (key !== undefined && event === 'SENT')
        tales.ofDelivery(notificationId, key).written.add(nameOf(event, attempt));
    }
    if (before?.deliveries === after.deliveries) return;
    for (const key in after.deliveries) {
      const delivery = after.deliveries[key];
      const earlier = before?.deliveries?.[key];
      if (delivery === undefined || earlier === delivery) continue;
      const tale = tales.ofDelivery(notificationId, key);
      tale.written.add(nameOf(delivery.status, delivery.attempt, delivery.round));
      for (const kind in delivery.feedback) tale.written.add(kind);
      if (delivery.status === 'QUEUED') {
        tale.decidedAt = now();
        tales.of(notificationId).letThroughAt ??= now();
        if (isWaitingForTurn(earlier)) noteFallback(notificationId, key, before);
      }
      if (isWaitingForTurn(delivery)) tale.hasWaited = true;
      if (earlier?.status !== delivery.status) {
        tale.since = now();
        tales.of(notificationId).movedAt = now();
      }
      const complaint = stepComplaint(earlier, delivery, now());
      if (complaint !== undefined) breach('status steps', `${key}: ${complaint}`, notificationId);
    }
  };

  /** It was the turn of a channel: how the others stood when that was decided. */
  const noteFallback = (
    notificationId: string,
    released: string,
    before: NotificationRecord | undefined,
  ) => {
    const deliveries = Object.entries(before?.deliveries ?? {});
    const channel = before?.deliveries?.[released]?.channel;
    tales.of(notificationId).fallbacks.push({
      key: released,
      at: now(),
      heldUntil: before?.deliveries?.[released]?.heldUntil ?? 0,
      others: deliveries
        .filter(([, one]) => one.channel !== channel)
        .map(([key, one]) => ({
          key,
          status: one.status,
          since: tales.ofDelivery(notificationId, key).since,
          isWaitingForTurn: isWaitingForTurn(one),
        })),
    });
  };

  const eventPublished: Ledger['eventPublished'] = (message) => {
    const said = JSON.parse(message);
    if ('replyId' in said.data) {
      const { intent, replyId } = CloudReplyEvent.parse(said).data;
      if (intent !== 'REPLY') tales.toldReplies.add(replyId);
      return;
    }
    const { id, data } = CloudStatusEvent.parse(said);
    const { notificationId, deliveryId, status } = data;
    const complain = (detail: string) => breach('events follow writes', detail, notificationId);
    const note = (published: Map<string, string>, name: string) => {
      const before = published.get(name);
      if (before !== undefined && before !== id)
        complain(`${name} was published as ${before} and as ${id}`);
      published.set(name, id);
    };
    tracer.tell(notificationId, () => `published ${id}`);
    if (deliveryId === undefined) {
      const { published, written } = tales.of(notificationId);
      note(published, data.channel ? `${status}.${data.channel}` : status);
      // Of channels, and of nobody to hear it, the record of the routing says so.
      const isWritten = written.has(status === 'SKIPPED' ? 'ROUTED' : status);
      if (!isWritten) complain(`${status} was told before it was written`);
      return;
    }
    const parts = partsOf(deliveryId);
    if (parts === undefined) return;
    const tale = tales.ofDelivery(parts.notificationId, parts.key);
    const name = data.engagement ?? nameOf(status, data.attempt, data.round);
    if (!tale.written.has(name)) complain(`${parts.key} ${name} was told before it was written`);
    note(tale.published, name);
  };

  return {
    tales,
    breaches,
    breach,
    callStarted,
    callAccepted,
    callRejected,
    notificationWritten,
    eventPublished,
  };
};

/** What tells one status of a delivery from the same later, as subscribers have to. */
export const nameOf = (status: string, attempt: number, round = 0): string => {
  if (status === 'QUEUED' || status === 'HELD') return `${status}.r${round}`;
  if (status === 'RETRYING' || status === 'PARKED') return `${status}.r${round}.${attempt}`;
  return `${status}.${attempt}`;
};

function isWaitingForTurn(delivery: DeliveryRecord | undefined): boolean {
  return delivery?.status === 'HELD' && delivery.reason === 'FALLBACK';
}

/** Under one claim another provider may be asked, and only for what the first did not take for sure. */
function complainOfSecond(
  first: Attempt | undefined,
  { provider }: Attempt,
  complain: (invariant: Invariant, detail: string) => void,
): void {
  if (first === undefined) return;
  if (first.provider === provider) complain('claim before call', 'called twice under one claim');
  else if (!first.wasRefused)
    complain(
      'one provider for what may have been sent',
      `${provider} was asked, though ${first.provider} did not refuse it`,
    );
}

/** A record as the product wrote it; the product's own schema has to accept it. */
export const asRecord = (item: TableWrite['after']): NotificationRecord | undefined =>
  // Parsing each write would double the cost of a run; the product parses what it reads.
  item as NotificationRecord | undefined;

function stepComplaint(
  before: DeliveryRecord | undefined,
  after: DeliveryRecord,
  now: number,
): string | undefined {
  if (before === undefined) return undefined;
  if (after.feedback !== before.feedback) return feedbackComplaint(before, after);
  if (before.feedback !== undefined && before.status !== after.status)
    return `${before.status} -> ${after.status} after its provider had spoken`;
  if (before.status === 'SENDING' && after.status === 'SENDING') {
    return (before.leaseUntil ?? 0) > now ? 'taken over under a live lease' : undefined;
  }
  if (before.status === after.status) return undefined;
  return isAllowedStep(before.status, after.status)
    ? undefined
    : `${before.status} -> ${after.status}`;
}

/** Feedback moves what we did ourselves, whatever it was, and then only upwards. */
function feedbackComplaint(before: DeliveryRecord, after: DeliveryRecord): string | undefined {
  if (after.feedback === undefined) return 'what its provider said is gone';
  // SNS may say later of a push that it failed.
  const isPossible =
    feedbackStatuses.has(after.status) || (after.channel === 'PUSH' && after.status === 'FAILED');
  if (!isPossible) return `${after.status} by feedback`;
  if (before.feedback === undefined || before.status === after.status) return undefined;
  const isBack =
    before.status === 'COMPLAINED' ||
    after.status === 'SENT' ||
    (before.status === 'BOUNCED' &&
      before.feedback.HARD_BOUNCED !== undefined &&
      after.status !== 'COMPLAINED');
  return isBack ? `${before.status} -> ${after.status} by feedback` : undefined;
}

const feedbackStatuses: ReadonlySet<string> = new Set([
  'SENT',
  'DELIVERED',
  'BOUNCED',
  'COMPLAINED',
]);

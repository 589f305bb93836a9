import { parseDeliveryId } from '#core/ids.ts';
import type { DeliveryRecord, NotificationRecord } from '#core/notification.ts';
import type { Invocation } from '../cloud/invocation.ts';
import type { TableWrite } from '../cloud/tables.ts';
import type { Asked } from '../providers/provider.ts';
import type { Tracer } from '../tracer.ts';
import type { Invariant } from './invariants.ts';
import { type Attempt, createTales, type DeliveryTale, type Tales } from './tales.ts';
import { createEventWatcher } from './watch-events.ts';
import { createWriteWatcher } from './watch-writes.ts';

/** An invariant that did not hold. */
export interface Breach {
  readonly invariant: Invariant;
  readonly detail: string;
  readonly notificationId: string | undefined;
  readonly at: number;
}

/** Says that an invariant did not hold, and of which notification. */
export type ReportBreach = (invariant: Invariant, detail: string, notificationId?: string) => void;

/** What providers, subscribers and callers saw, written down as it happens; and what must never happen. */
export interface Ledger {
  readonly tales: Tales;
  readonly breaches: readonly Breach[];
  readonly breach: ReportBreach;
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

/** Keeping more breaches of one kind than a person reads would only cost memory. */
const maxOfEach = 50;

export const createLedger = ({ now, tracer, objectionTo }: LedgerOptions): Ledger => {
  const tales = createTales();
  const breaches: Breach[] = [];
  const counts = new Map<Invariant, number>();

  const breach: ReportBreach = (invariant, detail, notificationId) => {
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

  return {
    tales,
    breaches,
    breach,
    callStarted,
    callAccepted,
    callRejected,
    notificationWritten: createWriteWatcher({ now, tracer, tales, breach }),
    eventPublished: createEventWatcher({ tracer, tales, breach, partsOf }),
  };
};

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

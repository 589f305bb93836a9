import * as z from 'zod';
import { StatusEvent } from '#core/event.ts';
import { parseDeliveryId } from '#core/ids.ts';
import type { DeliveryRecord, NotificationRecord } from '#core/notification.ts';
import type { Invocation } from './invocation.ts';
import type { TableWrite } from './tables.ts';
import { isAllowedStep } from './status-steps.ts';
import type { Tracer } from './tracer.ts';

/** One call to a provider. */
export interface Attempt {
  readonly deliveryId: string;
  readonly startedAt: number;
  /** When the routing that it follows was decided. */
  readonly routedAt: number;
  readonly invocation: Invocation;
  /** The caller was told that nobody answered. */
  isAnswerLost: boolean;
  acceptedAt: number | undefined;
  /** Where it went, and something that only this notification says. */
  address: string;
  marker: string | undefined;
  answerLost(): void;
}

/** What the outside world saw of one delivery. */
export interface DeliveryTale {
  readonly accepted: Attempt[];
  /** Attempt numbers under which a provider was called. */
  readonly claimsUsed: Set<number>;
  calls: number;
  rejections: number;
  /** `STATUS.attempt` of every write. */
  readonly written: Set<string>;
  /** `STATUS.attempt` of every event, with its id. */
  readonly published: Map<string, string>;
  isCancelled: boolean;
}

/** What the outside world saw of one notification. */
export interface Tale {
  readonly notificationId: string;
  readonly deliveries: Map<string, DeliveryTale>;
  /** Own statuses that were written. */
  readonly written: Set<string>;
  /** Events that name no delivery: `STATUS`, or `STATUS.CHANNEL`. */
  readonly published: Map<string, string>;
  isCancelled: boolean;
  /** Set once a caller has heard 202. */
  promise: { readonly marker: string; readonly at: number } | undefined;
}

/** An invariant that did not hold. */
export interface Breach {
  readonly invariant: string;
  readonly detail: string;
  readonly notificationId: string | undefined;
  readonly at: number;
}

/** What providers, subscribers and callers saw, written down as it happens; and what must never happen. */
export interface Ledger {
  readonly tales: ReadonlyMap<string, Tale>;
  readonly breaches: readonly Breach[];
  tale(notificationId: string): Tale;
  breach(invariant: string, detail: string, notificationId?: string): void;
  /** A provider is about to be called; `record` is the notification as it stands. */
  callStarted(
    deliveryId: string,
    record: NotificationRecord | undefined,
    invocation: Invocation,
  ): Attempt | undefined;
  callAccepted(attempt: Attempt, address: string, marker: string | undefined): void;
  callRejected(attempt: Attempt): void;
  notificationWritten(write: TableWrite): void;
  eventPublished(message: string): void;
}

const CloudEvent = z.object({ id: z.string(), data: StatusEvent });

/** Keeping more breaches than a person reads would only cost memory. */
const maxBreaches = 50;

export const createLedger = (now: () => number, tracer: Tracer): Ledger => {
  const tales = new Map<string, Tale>();
  const breaches: Breach[] = [];

  const breach: Ledger['breach'] = (invariant, detail, notificationId) => {
    if (breaches.length < maxBreaches)
      breaches.push({ invariant, detail, notificationId, at: now() });
    tracer.tell(notificationId, () => `!! ${invariant}: ${detail}`);
  };

  const taleOf = (notificationId: string): Tale => {
    const known = tales.get(notificationId);
    if (known !== undefined) return known;
    const tale: Tale = {
      notificationId,
      deliveries: new Map(),
      written: new Set(),
      published: new Map(),
      isCancelled: false,
      promise: undefined,
    };
    tales.set(notificationId, tale);
    return tale;
  };

  const deliveryTaleOf = (notificationId: string, key: string): DeliveryTale => {
    const { deliveries } = taleOf(notificationId);
    const known = deliveries.get(key);
    if (known !== undefined) return known;
    const tale: DeliveryTale = {
      accepted: [],
      claimsUsed: new Set(),
      calls: 0,
      rejections: 0,
      written: new Set(),
      published: new Map(),
      isCancelled: false,
    };
    deliveries.set(key, tale);
    return tale;
  };

  const partsOf = (deliveryId: string) => {
    const parts = parseDeliveryId(deliveryId);
    if (parts === undefined) breach('deliveryId', `${deliveryId} names no delivery`);
    return parts;
  };

  const callStarted: Ledger['callStarted'] = (deliveryId, record, invocation) => {
    const parts = partsOf(deliveryId);
    if (parts === undefined) return undefined;
    const { notificationId, key } = parts;
    const tale = deliveryTaleOf(notificationId, key);
    tale.calls += 1;
    const delivery = record?.deliveries?.[key];
    const complain = (invariant: string, detail: string) =>
      breach(invariant, `${key}: ${detail}`, notificationId);
    if (delivery?.status !== 'SENDING' || (delivery.leaseUntil ?? 0) <= now()) {
      complain('claim before call', `called while ${delivery?.status ?? 'without a record'}`);
    } else if (tale.claimsUsed.has(delivery.attempt)) {
      complain('claim before call', `called twice under claim ${delivery.attempt}`);
    } else {
      tale.claimsUsed.add(delivery.attempt);
    }
    if (record !== undefined && record.expiresAt <= now()) {
      complain('nothing after expiry', `called ${now() - record.expiresAt} ms after expiresAt`);
    }
    if (tale.isCancelled || taleOf(notificationId).isCancelled) {
      complain('nothing after cancellation', 'called after a cancellation was answered 200');
    }
    tracer.tell(notificationId, () => `${key} provider called`);
    const attempt: Attempt = {
      deliveryId,
      startedAt: now(),
      routedAt: routedAtOf(record),
      invocation,
      isAnswerLost: false,
      acceptedAt: undefined,
      address: '',
      marker: undefined,
      answerLost: () => {
        attempt.isAnswerLost = true;
      },
    };
    return attempt;
  };

  const callAccepted: Ledger['callAccepted'] = (attempt, address, marker) => {
    const parts = partsOf(attempt.deliveryId);
    if (parts === undefined) return;
    attempt.acceptedAt = now();
    attempt.address = address;
    attempt.marker = marker;
    deliveryTaleOf(parts.notificationId, parts.key).accepted.push(attempt);
    tracer.tell(parts.notificationId, () => `${parts.key} provider ACCEPTED for ${address}`);
  };

  const callRejected: Ledger['callRejected'] = ({ deliveryId }) => {
    const parts = partsOf(deliveryId);
    if (parts === undefined) return;
    deliveryTaleOf(parts.notificationId, parts.key).rejections += 1;
    tracer.tell(parts.notificationId, () => `${parts.key} provider rejected`);
  };

  const notificationWritten: Ledger['notificationWritten'] = (write) => {
    const before = asRecord(write.before);
    const after = asRecord(write.after);
    const notificationId = after?.notificationId ?? before?.notificationId ?? '';
    tracer.tell(notificationId, () => describeWrite(before, after));
    if (after === undefined) return;
    if (before?.status !== after.status) {
      taleOf(notificationId).written.add(after.status);
      if (before !== undefined && !isAllowedStep(before.status, after.status))
        breach('status steps', `${before.status} -> ${after.status}`, notificationId);
    }
    if (before?.deliveries === after.deliveries) return;
    for (const [key, delivery] of Object.entries(after.deliveries ?? {})) {
      const earlier = before?.deliveries?.[key];
      if (earlier === delivery) continue;
      deliveryTaleOf(notificationId, key).written.add(`${delivery.status}.${delivery.attempt}`);
      const complaint = stepComplaint(earlier, delivery, now());
      if (complaint !== undefined) breach('status steps', `${key}: ${complaint}`, notificationId);
    }
  };

  const eventPublished: Ledger['eventPublished'] = (message) => {
    const { id, data } = CloudEvent.parse(JSON.parse(message));
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
      note(taleOf(notificationId).published, data.channel ? `${status}.${data.channel}` : status);
      return;
    }
    const parts = partsOf(deliveryId);
    if (parts === undefined) return;
    const tale = deliveryTaleOf(notificationId, parts.key);
    const name = `${status}.${data.attempt}`;
    if (!tale.written.has(name)) complain(`${parts.key} ${name} was told before it was written`);
    note(tale.published, name);
  };

  return {
    tales,
    breaches,
    tale: taleOf,
    breach,
    callStarted,
    callAccepted,
    callRejected,
    notificationWritten,
    eventPublished,
  };
};

/** A record as the product wrote it; the product's own schema has to accept it. */
export const asRecord = (item: TableWrite['after']): NotificationRecord | undefined =>
  // Parsing each write would double the cost of a run; the product parses what it reads.
  item as NotificationRecord | undefined;

function routedAtOf(record: NotificationRecord | undefined): number {
  const routed = record?.timeline.filter(({ event }) => event === 'ROUTED' || event === 'RELEASED');
  return routed?.at(-1)?.at ?? 0;
}

function stepComplaint(
  before: DeliveryRecord | undefined,
  after: DeliveryRecord,
  now: number,
): string | undefined {
  if (before === undefined) return undefined;
  if (before.status === 'SENDING' && after.status === 'SENDING') {
    return (before.leaseUntil ?? 0) > now ? 'taken over under a live lease' : undefined;
  }
  if (before.status === after.status) return undefined;
  return isAllowedStep(before.status, after.status)
    ? undefined
    : `${before.status} -> ${after.status}`;
}

function describeWrite(
  before: NotificationRecord | undefined,
  after: NotificationRecord | undefined,
): string {
  if (after === undefined) return 'record deleted';
  const own = before?.status === after.status ? '' : ` ${after.status}`;
  const changed = Object.entries(after.deliveries ?? {})
    .filter(([key, delivery]) => before?.deliveries?.[key] !== delivery)
    .map(([key, { status, attempt, round }]) => ` ${key}=${status} (attempt ${attempt}, round ${round})`);
  return `record${own}${changed.join('')}`;
}

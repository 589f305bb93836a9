import { parseDeliveryId } from '#core/ids.ts';
import type { NotificationRecord } from '#core/notification.ts';
import type { Callers } from '../actors/callers.ts';
import { addCounts } from '../add-counts.ts';
import type { Queue } from '../cloud/queues.ts';
import type { Stage } from '../stages.ts';
import type { AddressBans } from './address-bans.ts';
import { judgeDelivery } from './judge-delivery.ts';
import { judgeFallback } from './judge-fallback.ts';
import { judgeLimits } from './judge-limits.ts';
import { judgeResends } from './judge-resends.ts';
import { judgeRoute } from './judge-route.ts';
import type { Breach, Ledger } from './ledger.ts';
import { isFinal } from './status-steps.ts';
import type { Tale } from './tales.ts';
import { noTotals, type Totals } from './totals.ts';

/** What a world came to. */
export interface Verdict {
  readonly totals: Totals;
  readonly breaches: readonly Breach[];
}

interface JudgeOptions {
  readonly ledger: Ledger;
  readonly callers: Callers;
  readonly queues: readonly Queue[];
  readonly record: (notificationId: string) => NotificationRecord | undefined;
  readonly areClaimsInDoubt: boolean;
  readonly bans: AddressBans;
  readonly stage: Stage;
  /** Nothing is late here, so that limits hold to the minute. */
  readonly isPunctual: boolean;
  /** Whether nothing was out for so long that anything had to be parked. */
  readonly parksNothing: boolean;
}

/** What else is known of a world that has come to rest. */
export interface WorldEnd {
  /**
   * Whose message stands in a DLQ, by notificationId and by deliveryId: whether its last receiver could have
   * said so.
   */
  readonly undisturbed: ReadonlyMap<string, boolean>;
  /** Whether any function was killed, or did not hear that its write was made: who comes next cannot tell those apart. */
  readonly areClaimsInDoubt: boolean;
  readonly bans: AddressBans;
  readonly stage: Stage;
  readonly parksNothing: boolean;
}

/** Looks at a world that has come to rest. */
export const judge = (options: JudgeOptions): Verdict => {
  const { ledger, callers, queues, record, areClaimsInDoubt, bans, stage, parksNothing } = options;
  const end = { undisturbed: parkedIn(queues), areClaimsInDoubt, bans, stage, parksNothing };
  const byMarker = new Map<string, string>();
  let totals = noTotals;
  for (const tale of ledger.tales.all.values()) {
    const stored = record(tale.notificationId);
    judgeMarkers(tale, callers, byMarker, ledger);
    if (stored !== undefined) judgeDeliveries(tale, stored, end, callers, ledger);
    if (tale.promise !== undefined) {
      totals = addCounts(totals, judgePromise(tale, stored, end, callers, ledger));
    }
  }
  judgeReplies(ledger);
  judgeResends({ ledger, record, wishes: callers.wishes });
  if (options.isPunctual) judgeLimits(ledger, record, stage);
  totals = addCounts(totals, { ...noTotals, ...repeatsIn(ledger) });
  return { totals, breaches: ledger.breaches };
};

/** A notification's own statuses that subscribers hear of. */
const tellsOf: ReadonlySet<string> = new Set([
  'ACCEPTED',
  'SCHEDULED',
  'ROUTED',
  'CANCELLED',
  'EXPIRED',
]);

/** One promised notification, counted under what it came to. */
function judgePromise(
  tale: Tale,
  record: NotificationRecord | undefined,
  end: WorldEnd,
  callers: Callers,
  ledger: Ledger,
): Totals {
  const { notificationId, promise } = tale;
  const accepted = { ...noTotals, accepted: 1 };
  const lost = (detail: string) => {
    ledger.breach('202 means kept', detail, notificationId);
    return { ...accepted, lost: 1 };
  };
  if (record === undefined) return lost('there is no record');
  const wish = callers.wishes.get(promise?.marker ?? '');
  if (wish !== undefined) {
    judgeRoute(tale, record, wish, ledger, end);
    judgeFallback(tale, wish, ledger);
  }
  const deliveries = Object.entries(record.deliveries ?? {});
  const isRouted = record.status === 'ROUTED';
  const statuses = isRouted ? deliveries.map(([, { status }]) => status) : [record.status];
  // What a provider speaks of it had taken before: no cancellation could stop that.
  const ours = deliveries.filter(([, { feedback }]) => feedback === undefined);
  const revived = (isRouted ? ours.map(([, { status }]) => status) : statuses).find(
    (status) => status !== 'CANCELLED' && status !== 'SKIPPED',
  );
  if (tale.isCancelled && revived !== undefined)
    ledger.breach('nothing after cancellation', `it is ${revived} now`, notificationId);
  const untold = [...tale.written].find(
    (status) => tellsOf.has(status) && !tale.published.has(status),
  );
  if (untold !== undefined && !end.undisturbed.has(notificationId))
    ledger.breach('events follow writes', `${untold} was never published`, notificationId);
  if (end.parksNothing && (statuses.includes('PARKED') || end.undisturbed.has(notificationId)))
    ledger.breach('an outage parks nothing', `it is ${statuses}`, notificationId);
  if (statuses.includes('PARKED')) return { ...accepted, parked: 1 };
  const open = isRouted
    ? deliveries.filter(([, { status }]) => !isFinal(status))
    : isFinal(record.status)
      ? []
      : [[undefined, record] as const];
  for (const [key, { status }] of open) {
    const id = key === undefined ? notificationId : `${notificationId}-${key}`;
    const couldSaySo = end.undisturbed.get(id) ?? end.undisturbed.get(notificationId);
    if (couldSaySo === undefined) return lost(`${key ?? 'it'} is ${status}, and nothing moves`);
    if (couldSaySo) return lost(`${key ?? 'it'} is ${status}, but its message is in a DLQ`);
    return { ...accepted, parked: 1 };
  }
  return { ...accepted, ...outcomeOf(statuses) };
}

/** Who complains has got it. */
const reached: ReadonlySet<string> = new Set(['SENT', 'DELIVERED', 'COMPLAINED']);

function outcomeOf(statuses: readonly string[]): Partial<Totals> {
  const made = statuses.filter((status) => status !== 'SKIPPED');
  const all = (status: string) => made.every((one) => one === status);
  if (made.length === 0) return { skipped: 1 };
  if (made.includes('UNCERTAIN')) return { uncertain: 1 };
  if (all('CANCELLED')) return { cancelled: 1 };
  if (all('EXPIRED')) return { expired: 1 };
  if (!made.some((status) => reached.has(status))) return { failed: 1 };
  return made.includes('SENT') ? { sent: 1 } : { delivered: 1 };
}

function judgeDeliveries(
  tale: Tale,
  record: NotificationRecord,
  end: WorldEnd,
  callers: Callers,
  ledger: Ledger,
): void {
  const wish = callers.wishes.get(tale.promise?.marker ?? markerOf(tale) ?? '');
  for (const [key, delivery] of tale.deliveries) {
    const complaint = judgeDelivery(key, delivery, record, wish, end);
    if (complaint !== undefined) ledger.breach(...complaint, tale.notificationId);
  }
}

/** The company hears of everybody who said STOP or START. */
function judgeReplies({ tales, breach }: Ledger): void {
  for (const reply of tales.heardReplies) {
    if (!tales.toldReplies.has(reply))
      breach('events follow writes', `${reply} was never published`);
  }
}

/** What one caller asked for once is told once, under one id. */
function judgeMarkers(
  tale: Tale,
  { keyedMarkers }: Callers,
  byMarker: Map<string, string>,
  ledger: Ledger,
): void {
  const marker = markerOf(tale);
  if (marker === undefined || !keyedMarkers.has(marker)) return;
  const other = byMarker.get(marker);
  if (other !== undefined)
    ledger.breach('one key, one notification', `${other} says the same`, tale.notificationId);
  byMarker.set(marker, tale.notificationId);
}

function markerOf(tale: Tale): string | undefined {
  for (const { accepted } of tale.deliveries.values()) {
    const [first] = accepted;
    if (first?.marker !== undefined) return first.marker;
  }
  return tale.promise?.marker;
}

/** How often a provider took a delivery again: in the window that a crash leaves, or outside of it. */
function repeatsIn({ tales, breaches }: Ledger): Pick<Totals, 'resent' | 'twice'> {
  let resent = 0;
  for (const { deliveries } of tales.all.values()) {
    for (const { accepted } of deliveries.values()) resent += Math.max(0, accepted.length - 1);
  }
  const twice = breaches.filter(({ invariant }) => invariant === 'nothing twice').length;
  return { resent: resent - twice, twice };
}

function parkedIn(queues: readonly Queue[]): ReadonlyMap<string, boolean> {
  const undisturbed = new Map<string, boolean>();
  for (const { body, wasDisturbed } of queues.flatMap((queue) => queue.parked())) {
    const { notificationId, deliveryId } = JSON.parse(body);
    for (const id of [
      notificationId,
      deliveryId,
      parseDeliveryId(deliveryId ?? '')?.notificationId,
    ])
      if (typeof id === 'string' && undisturbed.get(id) !== false)
        undisturbed.set(id, !wasDisturbed);
  }
  return undisturbed;
}

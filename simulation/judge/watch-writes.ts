import type { NotificationRecord } from '#core/notification.ts';
import type { TableWrite } from '../cloud/tables.ts';
import type { Tracer } from '../tracer.ts';
import { isWaitingForTurn, nameOf, stepComplaint } from './delivery-steps.ts';
import { complaintOfLink } from './judge-resends.ts';
import type { ReportBreach } from './ledger.ts';
import { isAllowedStep } from './status-steps.ts';
import type { Tales } from './tales.ts';
import { describeWrite } from './write-description.ts';

interface WriteWatcherOptions {
  readonly now: () => number;
  readonly tracer: Tracer;
  readonly tales: Tales;
  readonly breach: ReportBreach;
}

/** Sees every write of a notification: which steps it and its deliveries took. */
export const createWriteWatcher = ({ now, tracer, tales, breach }: WriteWatcherOptions) => {
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

  return (write: TableWrite): void => {
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
};

/** A record as the product wrote it; the product's own schema has to accept it. */
export const asRecord = (item: TableWrite['after']): NotificationRecord | undefined =>
  // Parsing each write would double the cost of a run; the product parses what it reads.
  item as NotificationRecord | undefined;

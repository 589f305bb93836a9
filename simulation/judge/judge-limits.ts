import type { NotificationRecord } from '#core/notification.ts';
import { isUrgent } from '../actors/mailings.ts';
import type { Stage } from '../stages.ts';
import type { Ledger } from './ledger.ts';

/** Scheduler brings back within five minutes what waited for its place, a little late. */
const lateMs = 10 * 60_000;

/**
 * Nobody is told more than their stage allows in any stretch of its length: by when each notification was let
 * through. Only where nothing keeps the router from its work: what comes back hours late meets the next.
 */
export const judgeLimits = (
  ledger: Ledger,
  record: (notificationId: string) => NotificationRecord | undefined,
  { limit }: Stage,
): void => {
  if (limit === undefined) return;
  const toldAt = new Map<string, number[]>();
  for (const { notificationId, letThroughAt } of ledger.tales.all.values()) {
    const stored = record(notificationId);
    if (stored === undefined || letThroughAt === undefined || isUrgent(stored)) continue;
    const times = toldAt.get(stored.recipientKey) ?? [];
    times.push(letThroughAt);
    toldAt.set(stored.recipientKey, times);
  }
  const { count, perSeconds } = limit;
  for (const [who, times] of toldAt) {
    times.sort((one, other) => one - other);
    for (const [position, at] of times.entries()) {
      const next = times[position + count];
      if (next === undefined || next - at >= perSeconds * 1000 - lateMs) continue;
      const minutes = Math.round((next - at) / 60_000);
      ledger.breach('no more than a limit allows', `${who}: ${count + 1} in ${minutes} minutes`);
      break;
    }
  }
};

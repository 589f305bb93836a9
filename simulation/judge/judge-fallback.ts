import type { Wish } from '../actors/wishes.ts';
import type { Ledger } from './ledger.ts';
import type { DeliveryTale, Released, Tale } from './tales.ts';

/** Statuses that no success follows by itself. */
const lost: ReadonlySet<string> = new Set(['FAILED', 'BOUNCED', 'SKIPPED', 'EXPIRED', 'CANCELLED']);

const enough = {
  SENT: new Set(['SENT', 'DELIVERED', 'COMPLAINED']),
  DELIVERED: new Set(['DELIVERED', 'COMPLAINED']),
} as const satisfies Record<string, ReadonlySet<string>>;

/** Who decided may have read what was so a moment before. */
const staleMs = 30_000;

/**
 * One channel after the other: the next only at its time, or since all that were tried have failed; none once
 * another has succeeded; and at first one alone.
 */
export const judgeFallback = (
  { notificationId, deliveries, fallbacks }: Tale,
  { routing }: Wish,
  ledger: Ledger,
): void => {
  if (routing === undefined) return;
  const complain = (detail: string) =>
    ledger.breach('one channel after the other', detail, notificationId);
  const channelsWith = (isIncluded: (delivery: DeliveryTale) => boolean) =>
    new Set([...deliveries].flatMap(([key, one]) => (isIncluded(one) ? [channelOf(key)] : [])));
  // Whose address changes while its channel waits has another delivery afterwards.
  const waited = channelsWith(({ hasWaited }) => hasWaited);
  const atOnce = [...channelsWith(({ calls }) => calls > 0)].filter((one) => !waited.has(one));
  if (atOnce.length > 1) complain(`${atOnce.join(' and ')} were used at once`);
  for (const fallback of fallbacks) {
    const { key, at, heldUntil, others } = fallback;
    if (at < heldUntil && others.some(mayStillSucceed))
      complain(`${key} came ${Math.round((heldUntil - at) / 1000)} s before its time`);
    const success = others.find(
      ({ status, since }) => enough[routing.until].has(status) && since <= at - staleMs,
    );
    if (success !== undefined) complain(`${key} was used, though ${success.key} was a success`);
  }
};

function mayStillSucceed({ status, isWaitingForTurn }: Released['others'][number]): boolean {
  return !isWaitingForTurn && !lost.has(status);
}

function channelOf(key: string): string {
  return key.slice(0, key.indexOf('-'));
}

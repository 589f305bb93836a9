import type { DeliveryRecord } from '#core/notification.ts';
import { isAllowedStep } from './status-steps.ts';

/** What tells one status of a delivery from the same later, as subscribers have to. */
export const nameOf = (status: string, attempt: number, round = 0): string => {
  if (status === 'QUEUED' || status === 'HELD') return `${status}.r${round}`;
  if (status === 'RETRYING' || status === 'PARKED') return `${status}.r${round}.${attempt}`;
  return `${status}.${attempt}`;
};

/** Whether it is held until it is its channel's turn. */
export const isWaitingForTurn = (delivery: DeliveryRecord | undefined): boolean =>
  delivery?.status === 'HELD' && delivery.reason === 'FALLBACK';

/** What is wrong with a step of a delivery; undefined where nothing is. */
export const stepComplaint = (
  before: DeliveryRecord | undefined,
  after: DeliveryRecord,
  now: number,
): string | undefined => {
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
};

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

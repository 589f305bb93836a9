import { isDeepStrictEqual } from 'node:util';
import { type NotificationRecord, notificationStatus } from '#core/notification.ts';
import type { Wish } from '../actors/wishes.ts';
import type { Ledger } from './ledger.ts';

const unfinished: ReadonlySet<string> = new Set([
  'ACCEPTED',
  'SCHEDULED',
  'HELD',
  'ROUTED',
  'PARKED',
]);

/** Whether a notification may reach somebody yet without being sent again. */
export const mayStillBeSent = (record: NotificationRecord): boolean =>
  unfinished.has(notificationStatus(record));

/** Who had claimed it when its provider spoke may call once more under that claim: for as long as a function runs. */
const claimedMs = 60_000;

interface JudgeResendsOptions {
  readonly ledger: Ledger;
  readonly record: (notificationId: string) => NotificationRecord | undefined;
  readonly wishes: ReadonlyMap<string, Wish>;
}

/** Each resend is a notification of its own: it and its original name each other once, and only one of them is on its way. */
export const judgeResends = ({ ledger, record, wishes }: JudgeResendsOptions): void => {
  const complain = (detail: string, notificationId: string) =>
    ledger.breach('a resend and its original name each other', detail, notificationId);
  for (const { notificationId, promise } of ledger.tales.all.values()) {
    const stored = record(notificationId);
    if (stored === undefined) continue;
    if (stored.resentAs !== undefined) {
      const told = stored.timeline.filter(({ event }) => event === 'RESENT');
      if (new Set(stored.resentAs).size < stored.resentAs.length)
        complain(`it says twice that it was resent as ${stored.resentAs}`, notificationId);
      if (told.length !== stored.resentAs.length)
        complain(`resent as ${stored.resentAs}, and ${told.length} lines say so`, notificationId);
      for (const other of stored.resentAs) {
        // What no queue took was taken back, and promised to nobody.
        const isOurs = record(other)?.resendOf === notificationId;
        if (!isOurs && record(other) !== undefined)
          complain(`resent as ${other}, which does not name it`, notificationId);
      }
    }
    const asked = wishes.get(promise?.marker ?? '')?.resendOf;
    if (promise !== undefined && stored.resendOf !== asked)
      complain(`it repeats ${stored.resendOf}, and was to repeat ${asked}`, notificationId);
    const { resendOf } = stored;
    if (resendOf === undefined) continue;
    const original = record(resendOf);
    if (promise !== undefined && original?.resentAs?.includes(notificationId) !== true)
      complain(`${resendOf} does not say that it was resent`, notificationId);
    if (original?.templateId !== stored.templateId || original.recipientKey !== stored.recipientKey)
      complain(`${resendOf} is of another template, or to somebody else`, notificationId);
    const late = lastCallOf(ledger, resendOf) - stored.createdAt;
    if (late > claimedMs)
      ledger.breach(
        'nothing is sent again before it has ended',
        `${resendOf} itself was sent ${Math.round(late / 1000)} s later`,
        notificationId,
      );
  }
};

/** A write that names a resend touches nothing but the link and the timeline. */
export const complaintOfLink = (
  before: NotificationRecord | undefined,
  after: NotificationRecord,
): string | undefined => {
  if (after.resentAs === undefined || before?.resentAs === after.resentAs) return undefined;
  const { resentAs: _, timeline: earlier = [], ...was } = before ?? {};
  const { resentAs: __, timeline, ...is } = after;
  const isKept = isDeepStrictEqual(timeline.slice(0, earlier.length), earlier);
  return isKept && isDeepStrictEqual(was, is) ? undefined : 'a link changed what it stands in';
};

function lastCallOf({ tales }: Ledger, notificationId: string): number {
  let last = Number.NEGATIVE_INFINITY;
  for (const { accepted } of tales.of(notificationId).deliveries.values())
    for (const { startedAt } of accepted) last = Math.max(last, startedAt);
  return last;
}

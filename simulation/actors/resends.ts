import type { NotificationRecord } from '#core/notification.ts';
import type { ApiAnswer } from '../cloud/gateway.ts';
import { mayStillBeSent } from '../judge/judge-resends.ts';
import type { Ledger } from '../judge/ledger.ts';
import type { Random } from '../random.ts';
import type { VirtualClock } from '../time/virtual-clock.ts';
import { markerOfResend } from './marker.ts';
import type { Wish } from './wishes.ts';

/** Callers who send again what they have sent: some before it has ended, and then later. */
export interface Resends {
  /** A notification was promised. */
  promised(notificationId: string, wish: Wish): void;
  /** A resend was answered NOT_FINISHED. */
  notFinished(wish: Wish, answer: ApiAnswer): void;
}

interface ResendsOptions {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly ledger: Ledger;
  readonly record: (notificationId: string) => NotificationRecord | undefined;
  readonly send: (wish: Wish, isKeyed: boolean) => void;
}

const resentOneIn = 40;
const hourMs = 3_600_000;
const mostTries = 4;

export const createResends = ({ clock, random, ledger, record, send }: ResendsOptions): Resends => {
  let count = 0;
  const tries = new Map<string, number>();

  const sendAgain = (notificationId: string, wish: Wish) => {
    // Nobody writes again to an address that its owner has left.
    if (
      wish.address !== undefined &&
      wish.person !== undefined &&
      wish.person.email !== wish.address
    )
      return;
    count += 1;
    const marker = markerOfResend(count);
    const { scheduledFor: _, expiresAt: __, ...body } = wish.body;
    const said: Wish['body'] = JSON.parse(JSON.stringify(body).replaceAll(wish.marker, marker));
    send(
      {
        ...wish,
        marker,
        scheduledFor: undefined,
        expiresAt: undefined,
        resendOf: notificationId,
        body: { ...said, resendOf: notificationId },
      },
      random.chance(0.7),
    );
  };

  const promised: Resends['promised'] = (notificationId, wish) => {
    if (!random.chance(1 / resentOneIn)) return;
    // Half of them before anybody can know what became of it.
    const delayMs = random.chance(0.5) ? random.below(20_000) : random.below(20 * hourMs);
    clock.after(delayMs, () => sendAgain(notificationId, wish));
  };

  const notFinished: Resends['notFinished'] = (wish, { invocation }) => {
    const { resendOf = '' } = wish;
    const original = record(resendOf);
    const isEnded = original !== undefined && !mayStillBeSent(original);
    // Not the time that its timeline names: of feedback that is when its provider knew.
    const { movedAt } = ledger.tales.of(resendOf);
    if (original === undefined || (isEnded && movedAt < invocation.startedAt))
      ledger.breach('the door', 'answered NOT_FINISHED for what had ended', resendOf);
    const before = tries.get(resendOf) ?? 0;
    tries.set(resendOf, before + 1);
    if (before + 1 < mostTries)
      clock.after(random.below(6 * hourMs), () => sendAgain(resendOf, wish));
  };

  return { promised, notFinished };
};

import { parseDeliveryId } from '#core/ids.ts';
import type { NotificationRecord } from '#core/notification.ts';
import { type AddressBans, categoryAt } from './address-bans.ts';
import type { Gateway } from './gateway.ts';
import { beginChange, confirmChange, ownsAddress, type Person } from './people.ts';
import type { Random } from './random.ts';
import type { ReportedMessage } from './report-payloads.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** Who reads mails, and clicks on their unsubscribe button. */
export interface Readers {
  unsubscribe(message: ReportedMessage): void;
}

interface ReadersOptions {
  readonly gateway: Gateway;
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly people: readonly Person[];
  readonly bans: AddressBans;
  readonly record: (notificationId: string) => NotificationRecord | undefined;
}

const mostTries = 12;

/** Readers, as the program that they read mail in posts their click (RFC 8058). */
export const createReaders = (options: ReadersOptions): Readers => {
  const { gateway, clock, random, people, bans, record } = options;

  /** Until a page says that it is done, or that it cannot be. */
  const click = (url: string, onAnswer: (isDone: boolean) => void, tries = 0): void => {
    const path = new URL(url).pathname.replace(/^\/v1/, '');
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const request = { method: 'POST', path, headers, body: 'List-Unsubscribe=One-Click' };
    gateway(request, ({ status = 0 }) => {
      const isAnswered = status >= 200 && status < 500;
      if (isAnswered) return onAnswer(status === 200);
      // What was never answered may have happened or not.
      if (tries >= mostTries) return;
      const pauseMs = Math.min(60_000, 200 * 2 ** tries) * (0.5 + random.next());
      clock.after(pauseMs, () => click(url, onAnswer, tries + 1));
    });
  };

  return {
    unsubscribe: ({ deliveryId, address, unsubscribeUrl }) => {
      const { notificationId = '' } = parseDeliveryId(deliveryId) ?? {};
      const { recipientKey, category } = record(notificationId) ?? {};
      if (unsubscribeUrl === undefined || recipientKey === undefined || category === undefined)
        return;
      const person = people.find(({ userId }) => recipientKey === `USER#${userId}`);
      if (person !== undefined) {
        beginChange(person, undefined, clock.now());
        click(unsubscribeUrl, (isDone) => {
          confirmChange(person, clock.now());
          if (isDone) person.bans.push({ category, channel: 'EMAIL', confirmedAt: clock.now() });
        });
        return;
      }
      // An address that somebody has had since passes on what is said at it.
      if (people.some((one) => ownsAddress(one, 'EMAIL', address))) return;
      const heard = bans.announce('EMAIL', categoryAt(address, category), 'BANNED');
      click(unsubscribeUrl, (isDone) => {
        if (isDone) heard();
      });
    },
  };
};

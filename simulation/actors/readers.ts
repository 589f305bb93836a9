import { parseDeliveryId } from '#core/ids.ts';
import type { NotificationRecord } from '#core/notification.ts';
import type { ApiRequest, Gateway } from '../cloud/gateway.ts';
import { type AddressBans, categoryAt } from '../judge/address-bans.ts';
import type { Attempt, Tales } from '../judge/tales.ts';
import type { Random } from '../random.ts';
import type { VirtualClock } from '../time/virtual-clock.ts';
import { backOffMs } from './back-off.ts';
import {
  beginChange,
  confirmChange,
  emailAt,
  hadAddress,
  ownsAddress,
  type Person,
} from './people.ts';
import { readPage, withoutTick } from './preference-page.ts';
import type { ReportedMessage } from './report-payloads.ts';

/** Where an item stands in somebody's inbox. */
export interface InboxItem {
  readonly userId: string;
  readonly itemId: string;
  readonly deliveryId: string;
}

/** Who reads mails, and declines more of their kind by a button or a page, and who reads in the company's own app. */
export interface Readers {
  /** Something came into somebody's inbox. */
  found(item: InboxItem): void;
  unsubscribe(message: ReportedMessage): void;
}

interface ReadersOptions {
  readonly gateway: Gateway;
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly people: readonly Person[];
  readonly bans: AddressBans;
  readonly tales: Tales;
  readonly record: (notificationId: string) => NotificationRecord | undefined;
}

const mostTries = 12;

/** How many of those who decline do it where they see all that they hear. */
const pageChance = 0.3;

/** How often something is read by a person who has an app, and how long after it came. */
const readChance = 0.05;
const readWithinMs = 3 * 3_600_000;

/** Readers, and the programs that post their click (RFC 8058). */
export const createReaders = (options: ReadersOptions): Readers => {
  const { gateway, clock, random, people, bans, tales, record } = options;

  /** Until it is answered that it is done, or that it cannot be. */
  const insist = (
    request: ApiRequest,
    onAnswer: (isDone: boolean, body: unknown) => void,
    tries = 0,
  ): void =>
    gateway(request, ({ status = 0, body }) => {
      const isAnswered = status >= 200 && status < 500;
      if (isAnswered) return onAnswer(status === 200, body);
      // What was never answered may have happened or not.
      if (tries >= mostTries) return;
      clock.after(backOffMs(random, tries), () => insist(request, onAnswer, tries + 1));
    });

  const post = (url: string, body: string, onAnswer: (isDone: boolean) => void) => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    insist({ method: 'POST', path: pathOf(url), headers, body }, onAnswer);
  };

  /** On the page, where it shows that the category comes by mail. */
  const untick = (url: string, category: string, onAnswer: (isDone: boolean) => void) => {
    const cell = `${category}#EMAIL`;
    insist({ method: 'GET', path: pathOf(url) }, (isShown, body) => {
      const page = readPage(isShown ? String(body) : '');
      if (page.cells.get(cell) !== true) return onAnswer(false);
      post(url, withoutTick(page, cell), onAnswer);
    });
  };

  /** Declines a category by one of the two links of a mail. */
  const decline = (
    { unsubscribeUrl = '', preferencesUrl }: ReportedMessage,
    category: string,
    onAnswer: (isDone: boolean) => void,
  ) => {
    if (preferencesUrl !== undefined && random.chance(pageChance))
      untick(preferencesUrl, category, onAnswer);
    else post(unsubscribeUrl, 'List-Unsubscribe=One-Click', onAnswer);
  };

  /** Somebody who was known when this was accepted; they may have left its address since. */
  const unsubscribePerson = (
    person: Person,
    { address, decidedAt, startedAt }: Attempt,
    category: string,
    message: ReportedMessage,
  ) => {
    const isTheirsAt = (at: number) => emailAt(person, at)?.toLowerCase() === address.toLowerCase();
    const heardOfAddress = isTheirsAt(clock.now())
      ? undefined
      : bans.announce('EMAIL', categoryAt(address, category), 'BANNED');
    beginChange(person, undefined, clock.now());
    decline(message, category, (isDone) => {
      const now = clock.now();
      const isOfPerson = isTheirsAt(now) || (isTheirsAt(decidedAt) && isTheirsAt(startedAt));
      // Who reads at an address that somebody had left before speaks for nobody else; between the two it stays open.
      const isOfAddress = !hadAddress(person, 'EMAIL', address, decidedAt, now);
      if (isOfPerson || isOfAddress) confirmChange(person, now);
      if (!isDone) return;
      if (isOfPerson) person.bans.push({ category, channel: 'EMAIL', confirmedAt: now });
      else if (isOfAddress) heardOfAddress?.();
    });
  };

  return {
    found: ({ userId, itemId, deliveryId }) => {
      if (!random.chance(readChance)) return;
      const path = `/users/${userId}/inbox/${itemId}`;
      clock.after(random.below(readWithinMs), () =>
        insist({ method: 'PUT', path, body: { read: true } }, (isDone) => {
          const { notificationId = '', key = '' } = parseDeliveryId(deliveryId) ?? {};
          // Whoever is told that it is done may read it in the status of the delivery.
          const { reported } = tales.ofDelivery(notificationId, key);
          if (isDone) for (const said of ['seen', 'read'] as const) reported.add(said);
        }),
      );
    },
    unsubscribe: (message) => {
      const { deliveryId, address, unsubscribeUrl } = message;
      const { notificationId = '', key = '' } = parseDeliveryId(deliveryId) ?? {};
      const { recipientKey, category } = record(notificationId) ?? {};
      const [attempt] = tales.ofDelivery(notificationId, key).accepted;
      if (unsubscribeUrl === undefined || category === undefined || attempt === undefined) return;
      const person = people.find(({ userId }) => recipientKey === `USER#${userId}`);
      if (person !== undefined) return unsubscribePerson(person, attempt, category, message);
      // An address that somebody has had since passes on what is said at it.
      if (people.some((one) => ownsAddress(one, 'EMAIL', address))) return;
      const heard = bans.announce('EMAIL', categoryAt(address, category), 'BANNED');
      decline(message, category, (isDone) => {
        if (isDone) heard();
      });
    },
  };
};

/** As the functions see it, without the stage. */
function pathOf(url: string): string {
  return new URL(url).pathname.replace(/^\/v1/, '');
}

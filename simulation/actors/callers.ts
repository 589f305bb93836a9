import * as z from 'zod';
import type { NotificationRecord } from '#core/notification.ts';
import type { ApiAnswer, Gateway } from '../cloud/gateway.ts';
import type { Ledger } from '../judge/ledger.ts';
import type { Random } from '../random.ts';
import type { VirtualClock } from '../time/virtual-clock.ts';
import { backOffMs } from './back-off.ts';
import { wasSteady } from './people.ts';
import { createResends } from './resends.ts';
import type { Wish } from './wishes.ts';

/** The company's services: they send, try again, and change their minds. */
export interface Callers {
  /** One call with one send, or a batch. */
  send(wishes: readonly Wish[], isKeyed: boolean): void;
  /** Every send that was ever asked for, by its marker. */
  readonly wishes: ReadonlyMap<string, Wish>;
  /** The markers of those that came with a key. */
  readonly keyedMarkers: ReadonlySet<string>;
}

interface CallersOptions {
  readonly gateway: Gateway;
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly ledger: Ledger;
  readonly cancelChance: number;
  /** A notification as it stands. */
  readonly record: (notificationId: string) => NotificationRecord | undefined;
}

const Accepted = z.object({
  notificationId: z.string(),
  status: z.enum(['ACCEPTED', 'SCHEDULED']),
});
const Refused = z.object({ error: z.object({ status: z.int(), code: z.string() }) });
const BatchAnswer = z.object({ results: z.array(z.union([Accepted, Refused])) });
const ProblemAnswer = z.object({ code: z.string() });
const StatusAnswer = z.object({
  status: z.string(),
  deliveries: z.array(z.object({ deliveryId: z.string().optional(), status: z.string() })),
});

/** A key in flight stays so for at most one run of the function. */
const mostTries = 12;

export const createCallers = (options: CallersOptions): Callers => {
  const { gateway, clock, random, ledger } = options;
  const wishes = new Map<string, Wish>();
  const keyed = new Map<string, string>();
  const keyedMarkers = new Set<string>();
  let keys = 0;

  const again = (tries: number, action: () => void) =>
    clock.after(backOffMs(random, tries), action);

  const send = (sent: readonly Wish[], isKeyed: boolean, refusedBefore = 0) => {
    keys += 1;
    const headers: Record<string, string> = isKeyed ? { 'Idempotency-Key': `key-${keys}` } : {};
    for (const wish of sent) {
      wishes.set(wish.marker, wish);
      if (isKeyed) keyedMarkers.add(wish.marker);
    }
    const [only] = sent;
    const isSingle = sent.length === 1 && only !== undefined;
    const request = isSingle
      ? { method: 'POST', path: '/notifications/send', body: only.body, headers }
      : {
          method: 'POST',
          path: '/notifications/batch',
          body: { notifications: sent.map(({ body }) => body) },
          headers,
        };
    const attempt = (tries: number) =>
      gateway(request, (answer) => {
        const { status } = answer;
        if (status === 202)
          return isSingle
            ? singleAccepted(only, answer)
            : batchAccepted(sent, answer, refusedBefore);
        if (isSingle && only.resendOf !== undefined && codeOf(answer) === 'NOT_FINISHED')
          return notFinished(only, answer);
        const isOver = status !== undefined && status < 500 && status !== 409;
        if (isSingle && isOver) return refused(only, answer);
        if (isOver) ledger.breach('the door', `a batch was answered ${status}`);
        // Without a key a caller who tries again may tell twice, and gives up sooner.
        if (tries < (isKeyed ? mostTries : 2)) again(tries, () => attempt(tries + 1));
      });
    attempt(0);
  };

  const promise = (wish: Wish, { notificationId, status }: z.infer<typeof Accepted>) => {
    const tale = ledger.tales.of(notificationId);
    if (tale.promise !== undefined && tale.promise.marker !== wish.marker) {
      ledger.breach('one key, one notification', 'answers for two sends', notificationId);
    }
    if (keyedMarkers.has(wish.marker)) {
      const before = keyed.get(wish.marker);
      if (before !== undefined && before !== notificationId)
        ledger.breach('one key, one notification', `it was ${before} before`, notificationId);
      keyed.set(wish.marker, notificationId);
    }
    if (tale.promise === undefined) {
      tale.promise = { marker: wish.marker, at: clock.now() };
      if (!wish.isValid) ledger.breach('the door', 'accepted what does not fit', notificationId);
      if (random.chance(options.cancelChance)) planCancel(notificationId, status);
      resends.promised(notificationId, wish);
    }
  };

  const singleAccepted = (wish: Wish, { body }: ApiAnswer) => promise(wish, Accepted.parse(body));

  const batchAccepted = (
    sent: readonly Wish[],
    { body, invocation }: ApiAnswer,
    refusedBefore: number,
  ) => {
    const { results } = BatchAnswer.parse(body);
    if (results.length !== sent.length) ledger.breach('the door', 'results do not match sends');
    let mayStand = 0;
    const unavailable: Wish[] = [];
    for (const [position, wish] of sent.entries()) {
      const result = results[position];
      if (result === undefined) continue;
      if ('notificationId' in result) {
        mayStand += 1;
        promise(wish, result);
      } else if (result.error.status >= 500) {
        mayStand += 1;
        unavailable.push(wish);
      }
    }
    if (invocation.stored.size > mayStand)
      ledger.breach(
        'refused means nothing stored',
        `${invocation.stored.size} of ${mayStand} stored`,
      );
    // Less and less often: half an hour of an outage would be ten thousand calls.
    if (unavailable.length > 0)
      again(refusedBefore, () => send(unavailable, false, refusedBefore + 1));
  };

  const judgeNothingStored = ({ status, invocation: { stored } }: ApiAnswer) => {
    if (stored.size > 0)
      ledger.breach('refused means nothing stored', `${status} stored ${stored.size} records`);
  };

  const notFinished = (wish: Wish, answer: ApiAnswer) => {
    judgeNothingStored(answer);
    resends.notFinished(wish, answer);
  };

  const refused = (wish: Wish, answer: ApiAnswer) => {
    judgeNothingStored(answer);
    const { status } = answer;
    const code = codeOf(answer);
    if (code === 'KEY_REUSED')
      ledger.breach('one key, one notification', 'KEY_REUSED for its own body');
    if (wish.isValid && (status !== 400 || isSurelyWelcome(wish)))
      ledger.breach('the door', `answered ${status} ${code} to what fits`);
  };

  /** What nothing speaks against: its recipient is known, and no date of it has passed meanwhile. */
  const isSurelyWelcome = ({ person, expiresAt, resendOf }: Wish) => {
    // Who has moved since is somebody else.
    const since = options.record(resendOf ?? '')?.createdAt ?? clock.now();
    return (
      expiresAt === undefined &&
      (person === undefined ||
        (!person.isDeleted && wasSteady(person, since - 60_000, clock.now())))
    );
  };

  const planCancel = (notificationId: string, status: string) => {
    const delay = status === 'SCHEDULED' ? random.below(3_600_000) : random.below(3_000);
    clock.after(delay, () => cancel(notificationId, 0));
  };

  const cancel = (notificationId: string, tries: number) =>
    gateway({ method: 'DELETE', path: `/notifications/${notificationId}` }, ({ status, body }) => {
      if (status === 200) return cancelled(notificationId, StatusAnswer.parse(body));
      if (status === 404) return ledger.breach('202 means kept', 'answered 404', notificationId);
      if ((status === undefined || status >= 500) && tries < mostTries)
        again(tries, () => cancel(notificationId, tries + 1));
    });

  const cancelled = (
    notificationId: string,
    { status, deliveries }: z.infer<typeof StatusAnswer>,
  ) => {
    const tale = ledger.tales.of(notificationId);
    if (status === 'CANCELLED') tale.isCancelled = true;
    for (const { deliveryId, status: ofDelivery } of deliveries) {
      const delivery = tale.deliveries.get(deliveryId?.slice(notificationId.length + 1) ?? '');
      if (delivery !== undefined && ofDelivery === 'CANCELLED') delivery.isCancelled = true;
    }
  };

  const resends = createResends({
    clock,
    random: random.fork('resends'),
    ledger,
    record: options.record,
    send: (wish, isKeyed) => send([wish], isKeyed),
  });

  return { send, wishes, keyedMarkers };
};

function codeOf({ body }: ApiAnswer): string {
  return ProblemAnswer.safeParse(body).data?.code ?? 'none';
}

import type { DeliveryRecord, NotificationRecord } from '#core/notification.ts';
import { hadAddress, type Person, wasSteady } from '../actors/people.ts';
import { graceMs, quietForMs } from '../actors/quiet-times.ts';
import type { Wish } from '../actors/wishes.ts';
import { nameOf } from './delivery-steps.ts';
import type { Invariant } from './invariants.ts';
import type { WorldEnd } from './judge.ts';
import { kindOf, statusAfter } from './said.ts';
import type { Attempt, DeliveryTale } from './tales.ts';

type Complaint = readonly [invariant: Invariant, detail: string];

/** Statuses whose last step the timeline names. */
const toldByTimeline: ReadonlySet<string> = new Set(['SENT', 'FAILED', 'UNCERTAIN', 'PARKED']);

/** Holds what is recorded of a delivery against what its provider saw; undefined where all is well. */
export const judgeDelivery = (
  key: string,
  tale: DeliveryTale,
  record: NotificationRecord,
  wish: Wish | undefined,
  end: WorldEnd,
): Complaint | undefined => {
  const delivery = record.deliveries?.[key];
  const because = (invariant: Invariant, detail: string): Complaint => [
    invariant,
    `${key}: ${detail}`,
  ];
  const { accepted } = tale;
  if (delivery === undefined)
    return accepted.length > 0
      ? because('the timeline says what happened', 'sent without a record')
      : undefined;
  if (accepted.length > 1 && wish?.mustNotRepeat) return because('nothing twice', 'sent twice');
  // In any order: what a provider takes late may come after the answer to a later call.
  const heard = accepted.filter((attempt) => !isExcused(attempt));
  if (heard.length > 1)
    return because('nothing twice', 'sent again although its first answer was heard');

  const { status, feedback } = delivery;
  const contradiction = judgeFeedback(tale, delivery, wish?.person);
  if (contradiction !== undefined)
    return because('the status says what the provider said', contradiction);
  if ((status === 'SENT' || status === 'DELIVERED') && accepted.length === 0)
    return because('the timeline says what happened', 'SENT, but no provider ever took it');
  if (heard.length > 0 && feedback === undefined && status !== 'SENT')
    return because('the timeline says what happened', `${status}, but a provider took it`);
  if (status === 'UNCERTAIN' && tale.calls === 0 && !end.areClaimsInDoubt)
    return because('the timeline says what happened', 'UNCERTAIN, but nobody was ever called');
  if (feedback === undefined && toldByTimeline.has(status)) {
    const told = record.timeline.some((one) => one.delivery === key && one.event === status);
    if (!told) return because('the timeline says what happened', `no line says ${status}`);
  }
  const name = nameOf(status, delivery.attempt, delivery.round);
  const isErased = status === 'FAILED' && !areTraced(tale, delivery, wish?.person);
  const isTold = tale.published.has(name) || !tellsOf.has(status) || isErased;
  if (!isTold && !end.undisturbed.has(`${record.notificationId}-${key}`))
    return because('events follow writes', `${name} was never published`);
  return wish === undefined ? undefined : judgeContent(key, tale, wish);
};

/** Statuses that subscribers hear of. */
const tellsOf: ReadonlySet<string> = new Set([
  'SENT',
  'FAILED',
  'UNCERTAIN',
  'CANCELLED',
  'EXPIRED',
  'SKIPPED',
  'DELIVERED',
  'BOUNCED',
  'COMPLAINED',
]);

/** Channels whose providers may still settle what is uncertain. */
const settlesLater: ReadonlySet<string> = new Set(['EMAIL', 'SMS']);

/** Whether the record holds what was said, all of it and nothing else, and stands as the strongest of it says. */
function judgeFeedback(
  tale: DeliveryTale,
  delivery: DeliveryRecord,
  person: Person | undefined,
): string | undefined {
  const { reported, unheard } = tale;
  const { channel, provider, status, settlesBy, feedback = {} } = delivery;
  const isSettledLater = settlesLater.has(channel) && !(channel === 'SMS' && provider === 'SNS');
  if (status === 'UNCERTAIN' && (settlesBy === undefined) === isSettledLater)
    return `UNCERTAIN by ${channel}, and settlesBy is ${settlesBy}`;
  const kinds = new Set([...reported].map(kindOf));
  const invented = Object.keys(feedback).find((kind) => !kinds.has(kind));
  if (invented !== undefined) return `${invented}, which nobody said`;
  // What stands in a DLQ may be missing.
  if (unheard > 0 || reported.size === 0) return undefined;
  const forgotten = [...kinds].find((kind) => !Object.hasOwn(feedback, kind));
  if (forgotten !== undefined)
    return areTraced(tale, delivery, person) ? `${forgotten} was forgotten` : undefined;
  const expected = statusAfter(reported);
  return status === expected ? undefined : `${status}, but its provider said ${[...kinds]}`;
}

/** Whether what failed later was of the push that counts, and of somebody who was there until Herald had heard of it. */
function areTraced(
  { pushFailures }: DeliveryTale,
  { providerMessageId }: DeliveryRecord,
  person: Person | undefined,
): boolean {
  // By nothing but SNS's own id, and whose device it was, is it known which push it was.
  return pushFailures.every(
    ({ messageId, at, heardAt }) =>
      messageId === providerMessageId &&
      person !== undefined &&
      wasSteady(person, at, heardAt) &&
      !person.given.some((passed) => passed.at <= heardAt),
  );
}

/** The right words to the right address, at its time. */
function judgeContent(key: string, { accepted }: DeliveryTale, wish: Wish): Complaint | undefined {
  for (const { marker, address, channel, decidedAt, startedAt } of accepted) {
    const closedMs = wish.closedTimes && quietForMs(wish.closedTimes, startedAt);
    if (closedMs !== undefined && closedMs > graceMs) {
      const seconds = Math.round(closedMs / 1000);
      return ['nothing outside of its window', `${key} went ${seconds} s after it had closed`];
    }
    if (marker !== wish.marker)
      return ['the right words to the right person', `${key} said ${marker}`];
    const isTheirs =
      address === wish.address ||
      (wish.person !== undefined &&
        hadAddress(wish.person, channel, address, decidedAt, startedAt));
    if (!isTheirs) return ['the right words to the right person', `${key} went elsewhere`];
  }
  return undefined;
}

/** Whether something kept Herald from hearing, or writing down, that a provider had taken it. */
function isExcused({ isAnswerLost, invocation, startedAt }: Attempt): boolean {
  return (
    isAnswerLost ||
    invocation.state === 'dead' ||
    (invocation.disturbedAt !== undefined && invocation.disturbedAt >= startedAt)
  );
}

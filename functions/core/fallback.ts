import type { ChannelName } from './channel.ts';
import { inOrder } from './channel-order.ts';
import type { Decided } from './decide.ts';
import type { FeedbackKind } from './feedback.ts';
import type { RequestMessage } from './messages.ts';
import type { Decision, DeliveryRecord, NotificationRecord } from './notification.ts';
import type { FirstSuccess, SuccessLevel } from './routing.ts';
import type { DeliveryStatus } from './status.ts';

/** Whoever complained has read it, and wants to hear of it by no other channel either. */
const enough: Readonly<Record<SuccessLevel, ReadonlySet<DeliveryStatus>>> = {
  SENT: new Set(['SENT', 'DELIVERED', 'COMPLAINED']),
  DELIVERED: new Set(['DELIVERED', 'COMPLAINED']),
  READ: new Set(['COMPLAINED']),
};

/** What only a person does; machines open and click too, and decide nothing. */
const doneByPeople: readonly FeedbackKind[] = [
  'OPENED',
  'CLICKED',
  'SEEN',
  'READ',
  'ARCHIVED',
  'NOT_SPAM',
  'UNSUBSCRIBED',
];

/** Whether a delivery has come as far as its notification asks. */
export const hasReached = (
  { status, feedback }: Pick<DeliveryRecord, 'status' | 'feedback'>,
  until: SuccessLevel,
): boolean =>
  enough[until].has(status) || doneByPeople.some((kind) => feedback?.[kind] !== undefined);

/**
 * What one channel after the other makes of what was decided: at first all but the first channel are held,
 * each for its place times the timeout; whatever is decided again later is skipped if another channel has
 * succeeded by then.
 */
export const withFallback = (
  decided: Decided,
  { routing }: Pick<RequestMessage, 'routing'>,
  deliveries: NotificationRecord['deliveries'],
  /** The order that the person prefers for the category, whatever of it is allowed. */
  preferredOrder: readonly ChannelName[] | undefined,
  now: number,
): Decided => {
  if (routing === undefined) return decided;
  const allowed = Object.entries(decided.decisions)
    .filter(([, { verdict }]) => verdict !== 'SKIP')
    .map(([channel]) => channel);
  const order = inOrder(allowed, routing.order ?? preferredOrder);
  const decisions =
    deliveries === undefined
      ? atFirst(decided, order, routing, now)
      : decidedAgain(decided, order, routing, Object.values(deliveries));
  return {
    ...decided,
    decisions: { ...decided.decisions, ...decisions },
    targets: decided.targets.filter(({ channel }) => decisions[channel]?.verdict !== 'SKIP'),
  };
};

type Decisions = Readonly<Record<ChannelName, Decision>>;

function atFirst(
  { decisions }: Decided,
  order: readonly ChannelName[],
  routing: FirstSuccess,
  now: number,
): Decisions {
  return Object.fromEntries(
    order.slice(1).map((channel, position) => {
      const place = position + 1;
      // Where the first is held, by quiet hours, its time begins when they end.
      const from = decisions[channel]?.until ?? now;
      const until = from + place * routing.timeoutSeconds * 1000;
      return [channel, { ...hold(order, place, routing), until }];
    }),
  );
}

function hold(
  order: readonly ChannelName[],
  place: number,
  { timeoutSeconds, until }: FirstSuccess,
): Decision {
  const inputs = { order: order.join(', '), place: place + 1, timeoutSeconds, success: until };
  return { verdict: 'HOLD', reason: 'FALLBACK', rule: 'fallback', inputs };
}

function decidedAgain(
  { decisions }: Decided,
  order: readonly ChannelName[],
  routing: FirstSuccess,
  deliveries: readonly DeliveryRecord[],
): Decisions {
  return Object.fromEntries(
    order.flatMap((channel, place): (readonly [ChannelName, Decision])[] => {
      const decision = decisions[channel];
      if (decision === undefined) return [];
      // Any other, not only an earlier one: the order may have changed meanwhile, the person has it all the same.
      const success = deliveries.find(
        (one) => one.channel !== channel && hasReached(one, routing.until),
      );
      if (success !== undefined) {
        const inputs = { success: routing.until, by: success.channel };
        const reason = 'FALLBACK_NOT_NEEDED';
        return [[channel, { verdict: 'SKIP', reason, rule: 'fallback', inputs }]];
      }
      if (decision.until === undefined) return [[channel, decision]];
      // Several may have run into the same quiet hours: they do not leave them all at once.
      const before = order
        .slice(0, place)
        .filter((earlier) =>
          deliveries.some(({ channel: name, status }) => name === earlier && status === 'HELD'),
        ).length;
      const until = decision.until + before * routing.timeoutSeconds * 1000;
      return [[channel, before === 0 ? decision : { ...hold(order, place, routing), until }]];
    }),
  );
}

/** Where a delivery stands that will be no success any more, whatever is said of it later. */
const lost: ReadonlySet<DeliveryStatus> = new Set([
  'FAILED',
  'BOUNCED',
  'SKIPPED',
  'EXPIRED',
  'CANCELLED',
]);

/** The channel that waits for its turn next, and in which round. */
export interface NextInLine {
  readonly channel: ChannelName;
  readonly round: number;
}

/**
 * Whose turn it is before its time, since all that were tried have failed; undefined where one of them may still
 * succeed, or none waits.
 */
export const nextInLine = ({
  deliveries,
}: Pick<NotificationRecord, 'deliveries'>): NextInLine | undefined => {
  const all = Object.values(deliveries ?? {});
  const waits = ({ status, reason }: DeliveryRecord) => status === 'HELD' && reason === 'FALLBACK';
  if (all.some((one) => !waits(one) && !lost.has(one.status))) return undefined;
  const [first] = all
    .filter(waits)
    .toSorted((one, other) => (one.heldUntil ?? 0) - (other.heldUntil ?? 0));
  return first && { channel: first.channel, round: first.round };
};

import { hashAddress, maskAddress } from './address.ts';
import type { ChannelName } from './channel.ts';
import type { Decided, Target } from './decide.ts';
import { deliveryKey } from './ids.ts';
import type { RequestMessage } from './messages.ts';
import type { DeliveryRecord, NotificationRecord } from './notification.ts';
import type { ReasonCode } from './status.ts';

/** A delivery that goes into a lane. */
export interface QueuedDelivery extends Target {
  readonly key: string;
  readonly round: number;
}

/** What was held, and when it is to be routed again. */
export interface Hold {
  /** A release carries the same number: one that comes late or twice finds that it has moved on. */
  readonly round: number;
  readonly channels: readonly ChannelName[];
  readonly until: number;
  /** One channel after the other: to come back at its time and not a few minutes later. */
  readonly isPunctual?: true;
}

/** Deliveries as they are to stand, those to queue among them, and the holds to schedule. */
interface Steps {
  readonly deliveries: Readonly<Record<string, DeliveryRecord>>;
  readonly queue: readonly QueuedDelivery[];
  readonly holds: readonly Hold[];
}

/** What routing a message comes to, given what the table says of its notification. */
export type RoutePlan =
  /** Nobody promised it, or its record has outlived its retention: nothing to do. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'expire' }
  /** Done before, perhaps by a run that died: what waits is queued, scheduled and told again. */
  | ({ readonly kind: 'repeat'; readonly record: NotificationRecord } & Omit<Steps, 'deliveries'>)
  /** The same, but some that wait can no longer be reached: written off, so that none waits forever. */
  | ({ readonly kind: 'write-off' } & Steps)
  /** Write these deliveries, then queue and schedule. */
  | ({ readonly kind: 'route' } & Steps)
  /** The same for deliveries that were HELD, under the condition that they still are. */
  | ({
      readonly kind: 'release';
      readonly round: number;
      readonly held: readonly string[];
    } & Steps);

/** Statuses in which a notification has not been routed yet; PARKED comes back by a redrive. */
const unrouted: ReadonlySet<NotificationRecord['status']> = new Set([
  'ACCEPTED',
  'SCHEDULED',
  'PARKED',
]);

/** Compares what was decided with what the table holds, so that a repeat adds nothing. */
export const planRoute = (
  message: RequestMessage,
  record: NotificationRecord | undefined,
  decided: Decided,
  now: number,
): RoutePlan => {
  // The door writes before it queues: a message without a record outlived it.
  if (record === undefined) return { kind: 'gone' };
  if (message.tells !== undefined) return { kind: 'repeat', record, queue: [], holds: [] };
  if (message.release !== undefined)
    return planRelease(message.release, message, record, decided, now);
  if (!unrouted.has(record.status)) {
    return planRepeat(record, decided, () => true);
  }
  if (message.expiresAt <= now) return { kind: 'expire' };
  return { kind: 'route', ...stepsOf(message, decided, decided.targets, 0, () => 0) };
};

function planRelease(
  release: NonNullable<RequestMessage['release']>,
  message: RequestMessage,
  record: NotificationRecord,
  decided: Decided,
  now: number,
): RoutePlan {
  const { round, channels } = release;
  const concerned = Object.entries(record.deliveries ?? {}).filter(([, { channel }]) =>
    channels.includes(channel),
  );
  const inRound = concerned.filter(([, delivery]) => delivery.round === round);
  const held = inRound.filter(([, { status }]) => status === 'HELD' || status === 'PARKED');
  if (held.length === 0) {
    // An earlier run may have held them again and died before it scheduled their next release.
    const heldAgain = concerned.filter(
      ([, delivery]) => delivery.status === 'HELD' && delivery.round === round + 1,
    );
    const keys = new Set([...inRound, ...heldAgain].map(([key]) => key));
    return planRepeat(record, decided, (key) => keys.has(key));
  }
  const heldChannels = new Set(held.map(([, delivery]) => delivery.channel));
  const heldKeys = new Set(held.map(([key]) => key));
  // What has gone its own way meanwhile, such as the person's other device, is none of this release's.
  const isOurs = (key: string) => heldKeys.has(key) || record.deliveries?.[key] === undefined;
  const targets =
    message.expiresAt <= now
      ? []
      : decided.targets.filter(
          (target) => heldChannels.has(target.channel) && isOurs(keyOf(target)),
        );
  const attempts = (key: string) => record.deliveries?.[key]?.attempt ?? 0;
  const steps = stepsOf(message, decided, targets, round, attempts);
  const dropped = held.filter(([key]) => steps.deliveries[key] === undefined);
  const deliveries = {
    ...steps.deliveries,
    ...Object.fromEntries(
      dropped.map(([key, delivery]) => [key, ended(delivery, message, decided, now)]),
    ),
  };
  return { kind: 'release', round, held: held.map(([key]) => key), ...steps, deliveries };
}

/** What becomes of the targets: into their lanes at once, or held until their channel's decision says. */
function stepsOf(
  { expiresAt }: RequestMessage,
  { decisions }: Decided,
  targets: readonly Target[],
  round: number,
  attempts: (key: string) => number,
): Steps {
  const deliveries: Record<string, DeliveryRecord> = {};
  const queue: QueuedDelivery[] = [];
  for (const target of targets) {
    const key = keyOf(target);
    const until = decisions[target.channel]?.until;
    const delivery = {
      channel: target.channel,
      address: maskAddress(target.address),
      attempt: attempts(key),
    };
    if (until === undefined) {
      deliveries[key] = { ...delivery, status: 'QUEUED', round };
      queue.push({ ...target, key, round });
    } else {
      const reason = decisions[target.channel]?.reason;
      deliveries[key] = {
        ...delivery,
        status: 'HELD',
        round: round + 1,
        // What expires first comes back to be written off as such.
        heldUntil: Math.min(until, expiresAt),
        ...(reason === undefined ? {} : { reason }),
      };
    }
  }
  return { deliveries, queue, holds: holdsOf(Object.values(deliveries)) };
}

/** One hold for all channels that come back at the same time in the same round. */
function holdsOf(deliveries: readonly DeliveryRecord[]): readonly Hold[] {
  const held = deliveries.flatMap(({ status, channel, round, heldUntil, reason }) =>
    status === 'HELD' && heldUntil !== undefined
      ? [{ channel, round, until: heldUntil, isPunctual: reason === 'FALLBACK' }]
      : [],
  );
  const together = Map.groupBy(
    held,
    ({ round, until, isPunctual }) => `${round} ${until} ${isPunctual}`,
  );
  return [...together.values()].flatMap((ones) => {
    const [first] = ones;
    if (first === undefined) return [];
    const channels = [...new Set(ones.map(({ channel }) => channel))];
    const { round, until, isPunctual } = first;
    return [{ round, until, channels, ...(isPunctual ? { isPunctual } : {}) }];
  });
}

/** A held delivery that shall not be made after all. */
function ended(
  delivery: DeliveryRecord,
  message: RequestMessage,
  decided: Decided,
  now: number,
): DeliveryRecord {
  if (message.expiresAt <= now) return { ...delivery, status: 'EXPIRED', reason: 'EXPIRED' };
  return { ...delivery, status: 'SKIPPED', reason: reasonFor(delivery.channel, decided) };
}

function reasonFor(channel: ChannelName, decided: Decided): ReasonCode {
  const decision = decided.decisions[channel];
  return decision === undefined || decision.verdict === 'DELIVER'
    ? 'ADDRESS_CHANGED'
    : decision.reason;
}

/** What still waits may never have been queued or scheduled: that is done again, or written off. */
function planRepeat(
  record: NotificationRecord,
  decided: Decided,
  concerns: (key: string) => boolean,
): RoutePlan {
  const waiting = Object.entries(record.deliveries ?? {}).filter(([key]) => concerns(key));
  const targets = new Map(decided.targets.map((target) => [keyOf(target), target]));
  const queue: QueuedDelivery[] = [];
  const deliveries: Record<string, DeliveryRecord> = {};
  for (const [key, delivery] of waiting.filter(([, { status }]) => status === 'QUEUED')) {
    const target = targets.get(key);
    if (target !== undefined) queue.push({ ...target, key, round: delivery.round });
    else {
      const reason = reasonFor(delivery.channel, decided);
      deliveries[key] = { ...delivery, status: 'SKIPPED', reason };
    }
  }
  const holds = holdsOf(waiting.map(([, delivery]) => delivery));
  return Object.keys(deliveries).length === 0
    ? { kind: 'repeat', record, queue, holds }
    : { kind: 'write-off', deliveries, queue, holds };
}

function keyOf(target: Target): string {
  return deliveryKey(target.channel, hashAddress(target.address));
}

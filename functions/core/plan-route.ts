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

/** What routing a message comes to, given what the table says of its notification. */
export type RoutePlan =
  /** Nobody promised it, or its record has outlived its retention: nothing to do. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'expire' }
  /** Done before, perhaps by a run that died: what still waits is queued and told again. */
  | {
      readonly kind: 'repeat';
      readonly record: NotificationRecord;
      readonly queue: readonly QueuedDelivery[];
    }
  /** The same, but some that wait can no longer be reached: written off, so that none waits forever. */
  | {
      readonly kind: 'write-off';
      readonly deliveries: Readonly<Record<string, DeliveryRecord>>;
      readonly queue: readonly QueuedDelivery[];
    }
  /** Write these deliveries, then queue those. */
  | {
      readonly kind: 'route';
      readonly deliveries: Readonly<Record<string, DeliveryRecord>>;
      readonly queue: readonly QueuedDelivery[];
    }
  /** The same for deliveries that were HELD, under the condition that they still are. */
  | {
      readonly kind: 'release';
      readonly round: number;
      readonly held: readonly string[];
      readonly deliveries: Readonly<Record<string, DeliveryRecord>>;
      readonly queue: readonly QueuedDelivery[];
    };

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
  if (message.release !== undefined)
    return planRelease(message.release, message, record, decided, now);
  if (!unrouted.has(record.status)) {
    return planRepeat(record, decided, () => true);
  }
  if (message.expiresAt <= now) return { kind: 'expire' };
  const queue = decided.targets.map((target) => ({ ...target, key: keyOf(target), round: 0 }));
  return { kind: 'route', deliveries: Object.fromEntries(queue.map(toRecord)), queue };
};

function planRelease(
  release: NonNullable<RequestMessage['release']>,
  message: RequestMessage,
  record: NotificationRecord,
  decided: Decided,
  now: number,
): RoutePlan {
  const { round, channels } = release;
  const inRound = Object.entries(record.deliveries ?? {}).filter(
    ([, delivery]) => channels.includes(delivery.channel) && delivery.round === round,
  );
  const held = inRound.filter(([, { status }]) => status === 'HELD' || status === 'PARKED');
  if (held.length === 0) {
    const keys = new Set(inRound.map(([key]) => key));
    return planRepeat(record, decided, (key) => keys.has(key));
  }
  const heldChannels = new Set(held.map(([, delivery]) => delivery.channel));
  const queue =
    message.expiresAt <= now
      ? []
      : decided.targets
          .filter(({ channel }) => heldChannels.has(channel))
          .map((target) => ({ ...target, key: keyOf(target), round }));
  const queuedKeys = new Set(queue.map(({ key }) => key));
  const dropped = held.filter(([key]) => !queuedKeys.has(key));
  const deliveries = Object.fromEntries([
    ...queue.map((queued) => requeued(queued, record.deliveries?.[queued.key])),
    ...dropped.map(([key, delivery]) => [key, ended(delivery, message, decided, now)] as const),
  ]);
  return { kind: 'release', round, held: held.map(([key]) => key), deliveries, queue };
}

/** A delivery back in its lane keeps the count of its attempts. */
function requeued(queued: QueuedDelivery, before: DeliveryRecord | undefined) {
  const [key, fresh] = toRecord(queued);
  return [key, { ...fresh, attempt: before?.attempt ?? 0 }] as const;
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

/** What still waits in QUEUED may never have been put into its lane: put there again, or written off. */
function planRepeat(
  record: NotificationRecord,
  decided: Decided,
  concerns: (key: string) => boolean,
): RoutePlan {
  const waiting = Object.entries(record.deliveries ?? {}).filter(
    ([key, { status }]) => status === 'QUEUED' && concerns(key),
  );
  const targets = new Map(decided.targets.map((target) => [keyOf(target), target]));
  const queue: QueuedDelivery[] = [];
  const deliveries: Record<string, DeliveryRecord> = {};
  for (const [key, delivery] of waiting) {
    const target = targets.get(key);
    if (target !== undefined) queue.push({ ...target, key, round: delivery.round });
    else
      deliveries[key] = {
        ...delivery,
        status: 'SKIPPED',
        reason: reasonFor(delivery.channel, decided),
      };
  }
  return Object.keys(deliveries).length === 0
    ? { kind: 'repeat', record, queue }
    : { kind: 'write-off', deliveries, queue };
}

function keyOf(target: Target): string {
  return deliveryKey(target.channel, hashAddress(target.address));
}

function toRecord({
  key,
  channel,
  address,
  round,
}: QueuedDelivery): readonly [string, DeliveryRecord] {
  return [key, { channel, status: 'QUEUED', address: maskAddress(address), attempt: 0, round }];
}

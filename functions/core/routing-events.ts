import type { ChannelName } from './channel.ts';
import type { StatusEvent } from './event.ts';
import { toldAt } from './event-facts.ts';
import type { RequestMessage } from './messages.ts';
import type { DeliveryRecord, NotificationRecord } from './notification.ts';
import type { DeliveryStatus } from './status.ts';
import { deliveryEvent, notificationEvent } from './status-events.ts';

/** Channels that nobody asked for, or that have nothing to say, are no news to anybody. */
const noNews: ReadonlySet<string> = new Set(['NOT_REQUESTED', 'NO_CONTENT']);

/** Statuses that a routing gives; what comes later its lane tells. */
const given: ReadonlySet<DeliveryStatus> = new Set(['HELD', 'SKIPPED', 'EXPIRED', 'CANCELLED']);

/**
 * What routing made known, read from the record that it wrote: a repeated run tells the same, however far the
 * deliveries have come by then. A release tells of its own channels alone, and who is to tell that it is
 * SCHEDULED tells no more.
 */
export const routingEvents = (
  record: NotificationRecord,
  now: number,
  { release, tells }: Pick<RequestMessage, 'release' | 'tells'> = {},
): readonly StatusEvent[] => {
  if (tells === 'SCHEDULED') return [notificationEvent(record, tells, record.createdAt)];
  const isTold = (channel: ChannelName) => release?.channels.includes(channel) ?? true;
  const deliveries = Object.entries(record.deliveries ?? {}).filter(
    ([, { channel, round }]) => isTold(channel) && round >= (release?.round ?? 0),
  );
  const routedAt = toldAt(record, 'ROUTED') ?? now;
  // What has a delivery was held first; of several releases the first, which no later run tells otherwise.
  const releasedAt = record.timeline.find(({ event }) => event === 'RELEASED')?.at ?? routedAt;
  const wasHeld = (channel: ChannelName) => deliveries.some(([, one]) => one.channel === channel);
  const skipped = Object.entries(record.decisions ?? {})
    .filter(([channel]) => isTold(channel))
    .filter(([, { verdict, reason }]) => verdict === 'SKIP' && !noNews.has(reason))
    .map(([channel, { reason }]) => ({
      ...notificationEvent(record, 'SKIPPED', wasHeld(channel) ? releasedAt : routedAt, reason),
      channel,
    }));
  return [
    ...(release === undefined ? ownEvents(record, now) : []),
    ...skipped,
    ...deliveries.flatMap(([key, delivery]) => {
      const told = asRouted(delivery);
      if (told === undefined) return [];
      const at = toldAt(record, told.status, key) ?? (isFirstRound(told) ? routedAt : releasedAt);
      return [deliveryEvent(record, key, told, at)];
    }),
  ];
};

/** What became of the notification itself, from its first line on. */
function ownEvents(record: NotificationRecord, now: number): readonly StatusEvent[] {
  const [first] = record.timeline;
  const tell = (status: Parameters<typeof notificationEvent>[1], reason?: 'EXPIRED') =>
    notificationEvent(record, status, toldAt(record, status) ?? now, reason);
  return [
    // What was for later has been told by a message of its own.
    ...(first?.event === 'ACCEPTED' ? [notificationEvent(record, 'ACCEPTED', first.at)] : []),
    ...(record.status === 'ROUTED' ? [tell('ROUTED')] : []),
    ...(record.status === 'ROUTED' && record.deliveries === undefined
      ? [notificationEvent(record, 'SKIPPED', toldAt(record, 'ROUTED') ?? now)]
      : []),
    ...(record.status === 'EXPIRED' ? [tell('EXPIRED', 'EXPIRED')] : []),
    ...(record.status === 'CANCELLED' ? [tell('CANCELLED')] : []),
  ];
}

/** A delivery as the router left it: in its lane, or where it stands; undefined where nobody can tell. */
function asRouted(delivery: DeliveryRecord): DeliveryRecord | undefined {
  if (given.has(delivery.status)) return delivery;
  if (delivery.status === 'PARKED') return undefined;
  // Feedback ends what is HELD as well, which then never was in its lane again.
  if (delivery.round > 0 && delivery.feedback !== undefined) return undefined;
  const { reason: _, provider: __, ...queued } = delivery;
  return { ...queued, status: 'QUEUED' };
}

/** Whether it is as it was when it was routed first. */
function isFirstRound({ status, round }: DeliveryRecord): boolean {
  return status === 'HELD' ? round === 1 : round === 0;
}

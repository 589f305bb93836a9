import type { StatusEvent } from '#core/event.ts';
import { toldAt } from '#core/event-facts.ts';
import type { RequestMessage } from '#core/messages.ts';
import type { DeliveryRecord, NotificationRecord } from '#core/notification.ts';
import type { DeliveryStatus } from '#core/status.ts';
import { deliveryEvent, notificationEvent } from '#core/status-events.ts';
import type { PublishEvents } from '#platform/event-publisher.ts';
import type { ConditionalChange, NotificationsTable } from '#platform/notifications-table.ts';

type Release = RequestMessage['release'];

/** Records PARKED, and tells so, before SQS moves a request to its DLQ; a redrive routes it again. */
export const createParkRequest =
  (table: NotificationsTable, publish: PublishEvents, now: () => number) =>
  async ({ notificationId, release, tells }: RequestMessage, cause: string): Promise<void> => {
    // It waits for its time all the same.
    if (tells !== undefined) return;
    const entry = { at: now(), event: 'PARKED', reason: 'EXHAUSTED', detail: cause };
    if (release === undefined) await table.change(notificationId, parkNotification(entry));
    const record = await table.get(notificationId);
    if (record === undefined) return;
    const held = deliveriesOf(record, release, 'HELD');
    for (const [key, { round }] of held) {
      await table.change(notificationId, parkDelivery(key, round, entry));
    }
    // Read, not taken from the writes: of one that the SDK repeated nothing comes back.
    const parked = held.length === 0 ? record : await table.get(notificationId);
    await publish(parked === undefined ? [] : eventsOf(parked, release, now()));
  };

function parkNotification(entry: object): ConditionalChange {
  return {
    UpdateExpression: 'SET #status = :parked, timeline = list_append(timeline, :entries)',
    ConditionExpression: '#status IN (:accepted, :scheduled)',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: {
      ':parked': 'PARKED',
      ':accepted': 'ACCEPTED',
      ':scheduled': 'SCHEDULED',
      ':entries': [entry],
    },
  };
}

function parkDelivery(key: string, round: number, entry: object): ConditionalChange {
  return {
    UpdateExpression:
      'SET deliveries.#key.#status = :parked, timeline = list_append(timeline, :entries)',
    ConditionExpression: 'deliveries.#key.#status = :held AND deliveries.#key.#round = :round',
    ExpressionAttributeNames: { '#key': key, '#status': 'status', '#round': 'round' },
    ExpressionAttributeValues: {
      ':parked': 'PARKED',
      ':held': 'HELD',
      ':round': round,
      ':entries': [{ ...entry, delivery: key }],
    },
  };
}

/** The deliveries that a release is about, in one status; none where there is no release. */
function deliveriesOf(
  { deliveries = {} }: NotificationRecord,
  release: Release,
  status: DeliveryStatus,
): readonly (readonly [string, DeliveryRecord])[] {
  return Object.entries(deliveries).filter(
    ([, one]) =>
      one.status === status &&
      one.round === release?.round &&
      release.channels.includes(one.channel),
  );
}

function eventsOf(
  record: NotificationRecord,
  release: Release,
  now: number,
): readonly StatusEvent[] {
  const at = (key?: string) => toldAt(record, 'PARKED', key) ?? now;
  return [
    ...(record.status === 'PARKED' ? [notificationEvent(record, 'PARKED', at(), 'EXHAUSTED')] : []),
    ...deliveriesOf(record, release, 'PARKED').map(([key, delivery]) => ({
      ...deliveryEvent(record, key, delivery, at(key)),
      reason: 'EXHAUSTED' as const,
    })),
  ];
}

import type { StatusEvent } from '#core/event.ts';
import { toldAt } from '#core/event-facts.ts';
import { deliveryId } from '#core/ids.ts';
import {
  type DeliveryRecord,
  type NotificationRecord,
  notificationStatus,
} from '#core/notification.ts';
import { ProblemError } from '#core/problem.ts';
import type { DeliveryStatus } from '#core/status.ts';
import { deliveryEvent, notificationEvent } from '#core/status-events.ts';
import type { PublishEvents } from '#platform/event-publisher.ts';
import type { NotificationsTable } from '#platform/notifications-table.ts';
import type { CancelSchedule } from '#platform/scheduler.ts';

export interface CancelNotificationDeps {
  readonly notifications: Pick<NotificationsTable, 'get' | 'change'>;
  readonly cancelSchedule: CancelSchedule;
  readonly publish: PublishEvents;
  readonly now: () => number;
}

/** What nobody has begun to send can still be cancelled. */
const cancellable: ReadonlySet<DeliveryStatus> = new Set(['QUEUED', 'RETRYING', 'HELD', 'PARKED']);
const unrouted: ReadonlySet<NotificationRecord['status']> = new Set([
  'ACCEPTED',
  'SCHEDULED',
  'PARKED',
]);

/** Looks again this often when the record moves between our read and our write. */
const attempts = 5;

/**
 * Cancels what is not yet sent. The record is what counts: a schedule or a message that comes later
 * finds CANCELLED, sends nothing, and tells it again. Schedules go last, so that one of them does so where
 * this run dies in between; a repeated call tells it as well.
 */
export const cancelNotification = async (
  notificationId: string,
  deps: CancelNotificationDeps,
): Promise<NotificationRecord> => {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const record = await deps.notifications.get(notificationId);
    if (record === undefined) throw noSuchNotification(notificationId);
    const cancelled = await cancel(record, deps);
    if (cancelled !== undefined) {
      await deps.publish(eventsOf(cancelled, deps.now()));
      await Promise.all(schedulesOf(record).map((name) => deps.cancelSchedule(name)));
      return cancelled;
    }
  }
  throw new ProblemError('UNAVAILABLE', 'It is changing at this very moment. Try again.');
};

/** The problem for an id that names nothing. */
export const noSuchNotification = (notificationId: string): ProblemError =>
  new ProblemError(
    'NOT_FOUND',
    `There is no notification ${notificationId}, or it is past its retention.`,
  );

/** The record once it is cancelled; undefined where it moved meanwhile. */
async function cancel(
  record: NotificationRecord,
  deps: CancelNotificationDeps,
): Promise<NotificationRecord | undefined> {
  const status = notificationStatus(record);
  if (status === 'CANCELLED') return record;
  if (unrouted.has(record.status)) return cancelUnrouted(record, deps);
  const open = Object.entries(record.deliveries ?? {}).filter(([, one]) =>
    cancellable.has(one.status),
  );
  if (open.length > 0) return cancelDeliveries(record, open, deps);
  // An earlier call may have cancelled some of it, and not said so.
  await deps.publish(eventsOf(record, deps.now()));
  throw new ProblemError('TOO_LATE', `It cannot be cancelled any more: it is ${status}.`);
}

/** Everything that is CANCELLED, as a repeated call tells it too. */
function eventsOf(record: NotificationRecord, now: number): readonly StatusEvent[] {
  const at = (key?: string) => toldAt(record, 'CANCELLED', key) ?? now;
  return [
    ...(record.status === 'CANCELLED' ? [notificationEvent(record, 'CANCELLED', at())] : []),
    ...Object.entries(record.deliveries ?? {})
      .filter(([, { status }]) => status === 'CANCELLED')
      .map(([key, delivery]) => deliveryEvent(record, key, delivery, at(key))),
  ];
}

function cancelUnrouted(
  record: NotificationRecord,
  { notifications, now }: CancelNotificationDeps,
) {
  return notifications.change(record.notificationId, {
    UpdateExpression: 'SET #status = :cancelled, timeline = list_append(timeline, :entries)',
    ConditionExpression: '#status = :seen AND attribute_not_exists(deliveries)',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: {
      ':cancelled': 'CANCELLED',
      ':seen': record.status,
      ':entries': [{ at: now(), event: 'CANCELLED' }],
    },
  });
}

function cancelDeliveries(
  record: NotificationRecord,
  open: readonly (readonly [string, DeliveryRecord])[],
  { notifications, now }: CancelNotificationDeps,
) {
  const names: Record<string, string> = { '#status': 'status' };
  const values: Record<string, unknown> = {
    ':cancelled': 'CANCELLED',
    ':entries': open.map(([key]) => ({ at: now(), event: 'CANCELLED', delivery: key })),
  };
  const sets = ['timeline = list_append(timeline, :entries)'];
  const conditions = open.map(([key, { status }], position) => {
    names[`#d${position}`] = key;
    values[`:s${position}`] = status;
    sets.push(`deliveries.#d${position}.#status = :cancelled`);
    // What it waited for is no reason any more.
    sets.push(`deliveries.#d${position}.reason = :cancelled`);
    return `deliveries.#d${position}.#status = :s${position}`;
  });
  return notifications.change(record.notificationId, {
    UpdateExpression: `SET ${sets.join(', ')}`,
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  });
}

/** The schedules that may still hold it; one that is gone is no error. */
function schedulesOf(record: NotificationRecord): readonly string[] {
  const held = Object.entries(record.deliveries ?? {}).filter(isHeld);
  const releases = held.map(
    ([key, { round }]) => `${deliveryId(record.notificationId, key)}-r${round}`,
  );
  return record.status === 'SCHEDULED' ? [record.notificationId] : releases;
}

function isHeld([, { status }]: readonly [string, DeliveryRecord]): boolean {
  return status === 'HELD';
}

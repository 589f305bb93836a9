import type { NotificationRecord } from '#core/notification.ts';

/** A write of a notification in a line, for a trace. */
export const describeWrite = (
  before: NotificationRecord | undefined,
  after: NotificationRecord | undefined,
): string => {
  if (after === undefined) return 'record deleted';
  const own = before?.status === after.status ? '' : ` ${after.status}`;
  const changed = Object.entries(after.deliveries ?? {})
    .filter(([key, delivery]) => before?.deliveries?.[key] !== delivery)
    .map(
      ([key, { status, attempt, round }]) =>
        ` ${key}=${status} (attempt ${attempt}, round ${round})`,
    );
  return `record${own}${changed.join('')}`;
};

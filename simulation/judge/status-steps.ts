import type { OwnStatus } from '#core/notification.ts';
import type { DeliveryStatus } from '#core/status.ts';

type Status = OwnStatus | DeliveryStatus;

/** The steps that a notification and its deliveries may take by themselves; what is missing is final. */
const steps: Partial<Record<Status, readonly Status[]>> = {
  ACCEPTED: ['ROUTED', 'PARKED', 'CANCELLED', 'EXPIRED'],
  SCHEDULED: ['ROUTED', 'PARKED', 'CANCELLED', 'EXPIRED'],
  QUEUED: ['SENDING', 'RETRYING', 'HELD', 'SKIPPED', 'EXPIRED', 'PARKED', 'CANCELLED'],
  RETRYING: ['SENDING', 'HELD', 'EXPIRED', 'PARKED', 'CANCELLED'],
  SENDING: ['SENT', 'FAILED', 'RETRYING', 'HELD', 'UNCERTAIN', 'EXPIRED', 'PARKED'],
  HELD: ['QUEUED', 'SKIPPED', 'EXPIRED', 'PARKED', 'CANCELLED'],
  PARKED: ['SENDING', 'QUEUED', 'ROUTED', 'SKIPPED', 'EXPIRED', 'CANCELLED', 'HELD', 'UNCERTAIN'],
};

/** Whether a status may follow another. */
export const isAllowedStep = (before: Status, after: Status): boolean =>
  steps[before]?.includes(after) ?? false;

/** Whether nothing follows a status any more; UNCERTAIN waits for feedback that may never come. */
export const isFinal = (status: Status): boolean =>
  steps[status] === undefined && status !== 'ROUTED';

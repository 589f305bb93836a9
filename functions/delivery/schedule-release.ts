import type { NextInLine } from '#core/fallback.ts';
import type { DeliveryMessage } from '#core/messages.ts';
import type { ScheduleRequest } from '#platform/scheduler.ts';

/** Sends a HELD delivery back to the router at a later time, under a name that a repeat shares. */
export const createScheduleRelease =
  (scheduleRequest: ScheduleRequest) =>
  ({ deliveryId, channel, request }: DeliveryMessage, round: number, at: number): Promise<void> =>
    scheduleRequest(releaseName(deliveryId, round), at, {
      ...request,
      release: { round, channels: [channel] },
    });

/** Brings the channel that waits for its turn to the router before its time, since this delivery failed. */
export const createScheduleNext =
  (scheduleRequest: ScheduleRequest) =>
  (
    { deliveryId, request }: DeliveryMessage,
    { channel, round }: NextInLine,
    at: number,
  ): Promise<void> =>
    scheduleRequest(`${deliveryId}-next-${round}`, at, {
      ...request,
      release: { round, channels: [channel] },
    });

/** The schedule of a delivery's release: at most 64 characters, as Scheduler demands. */
const releaseName = (deliveryId: string, round: number): string => `${deliveryId}-r${round}`;

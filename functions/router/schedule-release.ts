import { createHash } from 'node:crypto';
import type { RequestMessage } from '#core/messages.ts';
import type { Hold } from '#core/plan-route.ts';
import type { ScheduleRequest } from '#platform/scheduler.ts';

/** Never in the past: what should have come back already comes back in a minute. */
const leastDelayMs = 60_000;

/** What ends on the full hour for everybody is spread over this long. */
const spreadMinutes = 5;

/** Brings what the router held back to the router, under a name that a repeat shares. */
export const createScheduleRelease =
  (scheduleRequest: ScheduleRequest, now: () => number) =>
  (message: RequestMessage, { round, channels, until, isPunctual }: Hold): Promise<void> =>
    scheduleRequest(
      releaseName(message.notificationId, round, channels),
      Math.max(until, now() + leastDelayMs),
      { ...message, release: { round, channels: [...channels] } },
      isPunctual ? {} : { spreadMinutes },
    );

/** Channels held in the same round may come back apart, so they are part of the name: 64 characters at most. */
function releaseName(notificationId: string, round: number, channels: readonly string[]): string {
  const which = createHash('sha256').update(channels.toSorted().join()).digest('hex').slice(0, 8);
  return `${notificationId}-hold-${round}-${which}`;
}

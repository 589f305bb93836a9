import type { DeliveryMessage } from './messages.ts';
import type { ReasonCode } from './status.ts';

/** Why what waited in a lane goes back to the router, and when. */
export interface StaleDecision {
  readonly reason: ReasonCode;
  readonly until: number;
}

/** Retries go on for a day at most; what is older was redriven from a DLQ. */
const oldestMs = 86_400_000 + 600_000;

/** Never in the past, as Scheduler wants it. */
const soonMs = 60_000;

/**
 * Whether a delivery that waited has to be decided again before it is made (invariant 4): quiet hours may
 * have begun, its send window may have ended, or everything may have changed. Undefined where the decision still holds.
 */
export const staleDecision = (
  { decidedAt, quietFrom, windowUntil }: DeliveryMessage,
  now: number,
): StaleDecision | undefined => {
  if (decidedAt !== undefined && now - decidedAt > oldestMs) {
    return { reason: 'EXHAUSTED', until: now + soonMs };
  }
  // When they end is for the router to find out, which knows the zone and its clock changes.
  if (quietFrom !== undefined && now >= quietFrom) {
    return { reason: 'QUIET_HOURS', until: now + soonMs };
  }
  if (windowUntil !== undefined && now >= windowUntil) {
    return { reason: 'SEND_WINDOW', until: now + soonMs };
  }
  return undefined;
};
